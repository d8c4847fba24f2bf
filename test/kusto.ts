import { createRequire } from "node:module";

type List<T> = { Count: number; getItem(index: number): T };
type Diagnostic = { Code: string; Severity: string; Message: string; Start: number };
type Table = { WithName(name: string): Table };
type Kusto = {
  Language: {
    KustoCode: { ParseAndAnalyze(text: string, globals: object): { GetDiagnostics(): List<Diagnostic> } };
    KustoFacts: { GetStringLiteralValue(literal: string): string };
    GlobalState: { Default: { WithDatabase(database: object): object } };
    Symbols: {
      TableSymbol: { From(columns: string): Table };
      DatabaseSymbol: { $ctor1: new (name: string, tables: Table[]) => object };
    };
  };
};

/** Microsoft's own parser is a script that leaves its one name in the global scope. */
function languageService(): Kusto["Language"] {
  const load = createRequire(import.meta.url);
  load("@kusto/language-service-next/bridge.min.js");
  load("@kusto/language-service-next/Kusto.Language.Bridge.min.js");
  const { Kusto } = globalThis as { Kusto?: Kusto };
  if (!Kusto) throw new Error("The Kusto language service did not load.");
  return Kusto.Language;
}

const language = languageService();

const SIGN_IN = `TimeGenerated: datetime, CreatedDateTime: datetime, Id: string, UserPrincipalName: string, UserId: string,
  IPAddress: string, ResultType: string, ResultDescription: string, AppId: string, AppDisplayName: string,
  ClientAppUsed: string, UserAgent: string, AuthenticationProtocol: string, AutonomousSystemNumber: string,
  CorrelationId: string, ResourceDisplayName: string, SessionId: string`;

/** The columns that our queries may use, with the types of Microsoft's reference of each table. */
export const TABLES: Record<string, string> = {
  SigninLogs: `${SIGN_IN}, DeviceDetail: dynamic, Status: dynamic, LocationDetails: dynamic`,
  AADNonInteractiveUserSignInLogs: `${SIGN_IN}, DeviceDetail: string, Status: string, LocationDetails: string`,
  // Whether these carry agent, protocol and network is not documented: a query has to ask.
  ADFSSignInLogs: `TimeGenerated: datetime, CreatedDateTime: datetime, Id: string, UserPrincipalName: string,
    UserId: string, IPAddress: string, ResultType: string, ResultDescription: string, AppId: string,
    AppDisplayName: string, CorrelationId: string`,
  AuditLogs: `TimeGenerated: datetime, ActivityDateTime: datetime, Id: string, ActivityDisplayName: string,
    OperationName: string, Category: string, LoggedByService: string, Result: string, ResultReason: string,
    ResultDescription: string, CorrelationId: string, InitiatedBy: dynamic, TargetResources: dynamic,
    AdditionalDetails: dynamic, Identity: string`,
  SecurityEvent: `TimeGenerated: datetime, EventID: int, Activity: string, Computer: string, Account: string,
    TargetUserName: string, TargetDomainName: string, IpAddress: string, IpPort: string, WorkstationName: string,
    Workstation: string, Status: string, SubStatus: string, LogonType: int, TicketOptions: string,
    TicketEncryptionType: string, PreAuthType: string, ServiceName: string, ProcessName: string`,
  PreAuthenticationDiscoveryLogs: `TimeGenerated: datetime, CallerIpAddress: string, UserAgent: string, UserId: string,
    ErrorNumber: string, RequestType: string, ApplicationId: string, ResultDescription: string`,
};

const { TableSymbol, DatabaseSymbol } = language.Symbols;
const tables = Object.entries(TABLES).map(([name, columns]) =>
  TableSymbol.From(`(${columns})`).WithName(name),
);
const globals = language.GlobalState.Default.WithDatabase(new DatabaseSymbol.$ctor1("workspace", tables));

/** Parses and type-checks a query against the declared tables; each complaint in one line. */
export function kqlComplaints(query: string): string[] {
  const found = language.KustoCode.ParseAndAnalyze(query, globals).GetDiagnostics();
  return Array.from({ length: found.Count }, (_, index) => {
    const { Code, Severity, Message, Start } = found.getItem(index);
    return `${Code} ${Severity} at ${Start}: ${Message}`;
  });
}

/** What Kusto reads in a string literal. */
export const kqlValue = (literal: string): string => language.KustoFacts.GetStringLiteralValue(literal);
