/** What a rendered message calls a heading: the account that asked, the account that was asked for, or neither. */
export type Section = "subject" | "target";

/** Headings in English, German, French and Spanish, as Windows writes them, in small letters. */
const HEADINGS: Record<Section, readonly string[]> = {
  subject: ["subject", "antragsteller", "sujet", "firmante", "sujeto"],
  target: [
    "account for which logon failed",
    "new logon",
    "account information",
    "account whose credentials were used",
    "account that was locked out",
    "konto, für das die anmeldung fehlgeschlagen ist",
    "konto, für das die anmeldung fehlschlug",
    "neue anmeldung",
    "kontoinformationen",
    "konto, dessen anmeldeinformationen verwendet wurden",
    "gesperrtes konto",
    "compte pour lequel l'ouverture de session a échoué",
    "nouvelle ouverture de session",
    "informations sur le compte",
    "compte dont les informations d'identification ont été utilisées",
    "compte verrouillé",
    "cuenta con error de inicio de sesión",
    "nuevo inicio de sesión",
    "información de cuenta",
    "cuenta cuyas credenciales se usaron",
    "cuenta bloqueada",
  ],
};

/** Labels whose meaning depends on the heading above them. */
const ACCOUNT_LABELS: Record<Section, Record<string, readonly string[]>> = {
  subject: {
    SubjectUserName: ["account name", "kontoname", "nom du compte", "nombre de cuenta"],
    SubjectDomainName: ["account domain", "kontodomäne", "domaine du compte", "dominio de cuenta"],
    SubjectLogonId: ["logon id", "anmelde-id", "id d'ouverture de session", "id. de inicio de sesión"],
  },
  target: {
    TargetUserName: ["account name", "kontoname", "nom du compte", "nombre de cuenta"],
    TargetDomainName: ["account domain", "kontodomäne", "domaine du compte", "dominio de cuenta"],
    TargetLogonId: ["logon id", "anmelde-id", "id d'ouverture de session", "id. de inicio de sesión"],
  },
};

/** Labels that mean the same under any heading, by the name that EventData has for them. */
const LABELS: Record<string, readonly string[]> = {
  LogonType: ["logon type", "anmeldetyp", "type d'ouverture de session", "tipo de inicio de sesión"],
  FailureReason: [
    "failure reason",
    "fehlerursache",
    "raison de l'échec",
    "razón del error",
    "motivo del error",
  ],
  Status: [
    ...["status", "état", "statut", "estado"],
    ...["result code", "ergebniscode", "code de résultat", "código de resultado"],
    ...["failure code", "fehlercode", "code d'échec", "código de error"],
    ...["error code", "code d'erreur"],
  ],
  SubStatus: ["sub status", "unterstatus", "sous-état", "sous-statut", "subestado"],
  ProcessId: [
    ...["caller process id", "aufrufprozess-id", "id du processus de l'appelant"],
    ...["process id", "prozess-id", "id du processus", "id. de proceso"],
  ],
  ProcessName: [
    ...["caller process name", "aufrufprozessname", "nom du processus de l'appelant"],
    ...["nombre de proceso del autor de la llamada", "nombre de proceso de llamada"],
    ...["process name", "prozessname", "nom du processus", "nombre de proceso"],
  ],
  WorkstationName: [
    ...["workstation name", "arbeitsstationsname"],
    ...["nom de la station de travail", "nombre de estación de trabajo"],
  ],
  IpAddress: [
    ...["source network address", "quellnetzwerkadresse"],
    ...["adresse du réseau source", "dirección de red de origen"],
    ...["client address", "clientadresse", "adresse du client", "dirección de cliente"],
    ...["network address", "netzwerkadresse", "adresse du réseau", "dirección de red"],
  ],
  IpPort: [
    ...["source port", "quellport", "port source", "puerto de origen"],
    ...["client port", "clientport", "port client", "puerto de cliente", "port", "puerto"],
  ],
  LogonProcessName: [
    ...["logon process", "anmeldeprozess"],
    ...["processus d'ouverture de session", "proceso de inicio de sesión"],
  ],
  AuthenticationPackageName: [
    ...["authentication package", "authentifizierungspaket"],
    ...["package d'authentification", "paquete de autenticación"],
  ],
  LmPackageName: [
    ...["package name (ntlm only)", "paketname (nur ntlm)"],
    ...["nom du package (ntlm uniquement)", "nombre de paquete (solo ntlm)"],
  ],
  TargetUserName: [
    ...["logon account", "anmeldekonto"],
    ...["compte d'ouverture de session", "cuenta de inicio de sesión"],
  ],
  Workstation: [
    ...["source workstation", "quellarbeitsstation"],
    ...["station de travail source", "estación de trabajo de origen"],
  ],
  TargetDomainName: [
    ...["supplied realm name", "bereitgestellter bereichsname"],
    ...["caller computer name", "aufrufercomputername", "nom de l'ordinateur appelant"],
  ],
  ServiceName: ["service name", "dienstname", "nom du service", "nombre de servicio"],
  TicketOptions: ["ticket options", "ticketoptionen", "options du ticket", "opciones de vale"],
  TicketEncryptionType: [
    ...["ticket encryption type", "ticketverschlüsselungstyp"],
    ...["type de chiffrement du ticket", "tipo de cifrado de vale"],
  ],
  PreAuthType: [
    ...["pre-authentication type", "vorauthentifizierungstyp"],
    ...["type de pré-authentification", "tipo de autenticación previa"],
  ],
  TargetServerName: [
    ...["target server name", "zielservername"],
    ...["nom du serveur cible", "nombre de servidor de destino"],
  ],
};

/** What a label says: a field, or one by the heading that it stands under, or the heading itself. */
export type Meaning =
  | { kind: "field"; field: string }
  | { kind: "account"; fields: Partial<Record<Section, string>> }
  | { kind: "heading"; section: Section };

const MEANINGS = new Map<string, Meaning>();
for (const [field, labels] of Object.entries(LABELS))
  for (const label of labels) MEANINGS.set(label, { kind: "field", field });
for (const section of ["subject", "target"] as const) {
  for (const heading of HEADINGS[section]) MEANINGS.set(heading, { kind: "heading", section });
  for (const [field, labels] of Object.entries(ACCOUNT_LABELS[section]))
    for (const label of labels) {
      const before = MEANINGS.get(label);
      const fields = before?.kind === "account" ? before.fields : {};
      MEANINGS.set(label, { kind: "account", fields: { ...fields, [section]: field } });
    }
}

/** Languages put a blank before the colon, an apostrophe of two shapes, and German one colon too many. */
export const meaningOf = (label: string): Meaning | null =>
  MEANINGS.get(label.replaceAll("\u2019", "'").replace(/\s+/g, " ").trim().toLowerCase()) ?? null;
