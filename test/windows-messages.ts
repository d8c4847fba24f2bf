/** What a made-up logon says; a field that is left out is what Windows writes where it knows nothing. */
export type Logon = Partial<
  Record<
    | "user"
    | "domain"
    | "status"
    | "subStatus"
    | "type"
    | "address"
    | "port"
    | "workstation"
    | "process"
    | "preAuth"
    | "service",
    string
  >
>;

const lines = (...parts: string[]) => parts.join("\r\n");

/** A failed logon (4625) as Windows renders it in English, line breaks and tabs and all. */
export const failedLogon = (logon: Logon = {}): string =>
  lines(
    "An account failed to log on.",
    "",
    "Subject:",
    "\tSecurity ID:\t\tNULL SID",
    "\tAccount Name:\t\tSRV01$",
    "\tAccount Domain:\t\tCONTOSO",
    "\tLogon ID:\t\t0x3E7",
    "",
    `Logon Type:\t\t\t${logon.type ?? "3"}`,
    "",
    "Account For Which Logon Failed:",
    "\tSecurity ID:\t\tNULL SID",
    `\tAccount Name:\t\t${logon.user ?? "ana"}`,
    `\tAccount Domain:\t\t${logon.domain ?? "CONTOSO"}`,
    "",
    "Failure Information:",
    "\tFailure Reason:\t\tUnknown user name or bad password.",
    `\tStatus:\t\t\t${logon.status ?? "0xC000006D"}`,
    `\tSub Status:\t\t${logon.subStatus ?? "0xC0000064"}`,
    "",
    "Process Information:",
    "\tCaller Process ID:\t0x0",
    `\tCaller Process Name:\t${logon.process ?? "-"}`,
    "",
    "Network Information:",
    `\tWorkstation Name:\t${logon.workstation ?? "KALI"}`,
    `\tSource Network Address:\t${logon.address ?? "203.0.113.7"}`,
    `\tSource Port:\t\t${logon.port ?? "51234"}`,
    "",
    "Detailed Authentication Information:",
    "\tLogon Process:\t\tNtLmSsp ",
    "\tAuthentication Package:\tNTLM",
    "\tTransited Services:\t-",
    "\tPackage Name (NTLM only):\t-",
    "\tKey Length:\t\t0",
    "",
    "This event is generated when a logon request fails. It is generated on the computer where access was attempted.",
  );

/** A logon that worked (4624). */
export const logon = (logon: Logon = {}): string =>
  lines(
    "An account was successfully logged on.",
    "",
    "Subject:",
    "\tSecurity ID:\t\tSYSTEM",
    "\tAccount Name:\t\tSRV01$",
    "\tAccount Domain:\t\tCONTOSO",
    "\tLogon ID:\t\t0x3E7",
    "",
    "Logon Information:",
    `\tLogon Type:\t\t${logon.type ?? "3"}`,
    "\tRestricted Admin Mode:\t-",
    "\tElevated Token:\t\tYes",
    "",
    "Impersonation Level:\t\tImpersonation",
    "",
    "New Logon:",
    "\tSecurity ID:\t\tCONTOSO\\ana",
    `\tAccount Name:\t\t${logon.user ?? "ana"}`,
    `\tAccount Domain:\t\t${logon.domain ?? "CONTOSO"}`,
    "\tLogon ID:\t\t0x52F1A",
    "\tLinked Logon ID:\t\t0x0",
    "\tNetwork Account Name:\t-",
    "\tNetwork Account Domain:\t-",
    "\tLogon GUID:\t\t{00000000-0000-0000-0000-000000000000}",
    "",
    "Process Information:",
    "\tProcess ID:\t\t0x2cc",
    `\tProcess Name:\t\t${logon.process ?? "-"}`,
    "",
    "Network Information:",
    `\tWorkstation Name:\t${logon.workstation ?? "WS7"}`,
    `\tSource Network Address:\t${logon.address ?? "203.0.113.7"}`,
    `\tSource Port:\t\t${logon.port ?? "51234"}`,
    "",
    "Detailed Authentication Information:",
    "\tLogon Process:\t\tKerberos",
    "\tAuthentication Package:\tKerberos",
    "\tTransited Services:\t-",
    "\tPackage Name (NTLM only):\t-",
    "\tKey Length:\t\t0",
  );

/** A ticket that was asked for (4768). */
export const ticketAsked = (logon: Logon = {}): string =>
  lines(
    "A Kerberos authentication ticket (TGT) was requested.",
    "",
    "Account Information:",
    `\tAccount Name:\t\t${logon.user ?? "ana"}`,
    `\tSupplied Realm Name:\t${logon.domain ?? "CONTOSO.LOCAL"}`,
    "\tUser ID:\t\t\tNULL SID",
    "",
    "Service Information:",
    `\tService Name:\t\t${logon.service ?? "krbtgt/CONTOSO.LOCAL"}`,
    "\tService ID:\t\tNULL SID",
    "",
    "Network Information:",
    `\tClient Address:\t\t${logon.address ?? "::ffff:203.0.113.7"}`,
    `\tClient Port:\t\t${logon.port ?? "51234"}`,
    "",
    "Additional Information:",
    "\tTicket Options:\t\t0x40810010",
    `\tResult Code:\t\t${logon.status ?? "0x6"}`,
    "\tTicket Encryption Type:\t0xFFFFFFFF",
    `\tPre-Authentication Type:\t${logon.preAuth ?? "-"}`,
    "",
    "Certificate Information:",
    "\tCertificate Issuer Name:\t\t",
    "\tCertificate Serial Number:\t",
    "\tCertificate Thumbprint:\t\t",
    "",
    "Certificate information is only provided if a certificate was used for pre-authentication.",
  );

/** A pre-authentication that failed (4771). */
export const preAuthFailed = (logon: Logon = {}): string =>
  lines(
    "Kerberos pre-authentication failed.",
    "",
    "Account Information:",
    "\tSecurity ID:\t\tCONTOSO\\ana",
    `\tAccount Name:\t\t${logon.user ?? "ana"}`,
    "",
    "Service Information:",
    `\tService Name:\t\t${logon.service ?? "krbtgt/CONTOSO"}`,
    "",
    "Network Information:",
    `\tClient Address:\t\t${logon.address ?? "::ffff:203.0.113.7"}`,
    `\tClient Port:\t\t${logon.port ?? "51234"}`,
    "",
    "Additional Information:",
    "\tTicket Options:\t\t0x50800000",
    `\tFailure Code:\t\t${logon.status ?? "0x18"}`,
    `\tPre-Authentication Type:\t${logon.preAuth ?? "2"}`,
  );

/** Credentials that were validated (4776). */
export const validated = (logon: Logon = {}): string =>
  lines(
    "The computer attempted to validate the credentials for an account.",
    "",
    "Authentication Package:\tMICROSOFT_AUTHENTICATION_PACKAGE_V1_0",
    `Logon Account:\t${logon.user ?? "ana"}`,
    `Source Workstation:\t${logon.workstation ?? "KALI"}`,
    `Error Code:\t${logon.status ?? "0xC0000064"}`,
  );

/** A lockout (4740). */
export const lockedOut = (logon: Logon = {}): string =>
  lines(
    "A user account was locked out.",
    "",
    "Subject:",
    "\tSecurity ID:\t\tSYSTEM",
    "\tAccount Name:\t\tDC01$",
    "\tAccount Domain:\t\tCONTOSO",
    "\tLogon ID:\t\t0x3E7",
    "",
    "Account That Was Locked Out:",
    "\tSecurity ID:\t\tCONTOSO\\ana",
    `\tAccount Name:\t\t${logon.user ?? "ana"}`,
    "",
    "Additional Information:",
    `\tCaller Computer Name:\t${logon.workstation ?? "KALI"}`,
  );

/** A logon with other credentials (4648). */
export const otherCredentials = (logon: Logon = {}): string =>
  lines(
    "A logon was attempted using explicit credentials.",
    "",
    "Subject:",
    "\tSecurity ID:\t\tCONTOSO\\bo",
    "\tAccount Name:\t\tbo",
    "\tAccount Domain:\t\tCONTOSO",
    "\tLogon ID:\t\t0x3E7",
    "\tLogon GUID:\t\t{00000000-0000-0000-0000-000000000000}",
    "",
    "Account Whose Credentials Were Used:",
    `\tAccount Name:\t\t${logon.user ?? "ana"}`,
    `\tAccount Domain:\t\t${logon.domain ?? "CONTOSO"}`,
    "\tLogon GUID:\t\t{00000000-0000-0000-0000-000000000000}",
    "",
    "Target Server:",
    "\tTarget Server Name:\tSRV02",
    "\tAdditional Information:\tSRV02",
    "",
    "Process Information:",
    "\tProcess ID:\t\t0x16c",
    `\tProcess Name:\t\t${logon.process ?? "C:\\Windows\\System32\\runas.exe"}`,
    "",
    "Network Information:",
    `\tNetwork Address:\t${logon.address ?? "203.0.113.7"}`,
    `\tPort:\t\t\t${logon.port ?? "0"}`,
  );
