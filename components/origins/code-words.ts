/** What a code of Windows is called; its log writes the number alone. Kerberos after RFC 4120, the rest as NTSTATUS. */
const KERBEROS: Record<string, string> = {
  "0x0": "ticket given",
  "0x6": "no such principal",
  "0x7": "no such service",
  "0x10": "no support for this kind of pre-authentication",
  "0x12": "account disabled, expired, locked or out of hours",
  "0x17": "password expired",
  "0x18": "wrong password",
  "0x25": "clocks differ too much",
};
const STATUS: Record<string, string> = {
  "0x0": "logged on",
  "0xc0000064": "no such user",
  "0xc000006a": "wrong password",
  "0xc000006d": "unknown name or wrong password",
  "0xc000006f": "outside of the hours allowed",
  "0xc0000070": "not from this workstation",
  "0xc0000071": "password expired",
  "0xc0000072": "account disabled",
  "0xc000015b": "kind of logon not granted",
  "0xc0000193": "account expired",
  "0xc0000224": "password must be changed",
  "0xc0000234": "account locked",
};
const WORDS: Record<string, Record<string, string>> = {
  kerberos: KERBEROS,
  ntlm: STATUS,
  "windows-logon": STATUS,
};

/** Words for a code; "" where its log has words of its own, or the code is not known. */
export const codeWords = (vector: string, code: string): string => WORDS[vector]?.[code] ?? "";
