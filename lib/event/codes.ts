/**
 * What each result code tells the one who asked: the reviewable table behind every answer. One line per
 * outcome, after Microsoft's list of Entra error codes and what the public enumeration tools make of each. A
 * class that ends in "?" is disputed or unproven between sources: pages print "unclear" beside it.
 */

/** K0 absent · K1 nothing · K2 hint · K3x exists, unusable · K3 exists · K4 password known · K4n … and no second factor yet · K5 signed in. */
export type Level = "K0" | "K1" | "K2" | "K3x" | "K3" | "K4" | "K4n" | "K5";

/** `entra` serves both sign-in vectors; numbers are Windows Security event ids. */
export type CodeSource = "entra" | "sspr" | "4768" | "4771" | "4776" | "4625" | "4624";

export type CodeRow = {
  source: CodeSource;
  /** Exact; `81*` is a prefix; `*` is any. */
  code: string;
  /** Must stand in the description (any case), `""` for any. */
  text: string;
  /** Must be the outcome's qualifier, `""` for any. */
  qualifier: string;
  level: Level;
  class: string;
  /** Was the password right? `-` where no password was judged. */
  password: "yes" | "no" | "unknown" | "-";
  exists: "yes" | "no" | "unknown";
};

const TABLE = `
source | code       | text                                | qualifier | level | class                     | password | exists
entra  | 0          |                                     |           | K5    | success                   | yes      | yes
entra  | 50034      |                                     |           | K0    | absent                    | -        | no
entra  | 51004      |                                     |           | K0    | absent                    | -        | no
entra  | 50020      |                                     |           | K1    | wrong_tenant              | -        | unknown
entra  | 16003      |                                     |           | K1    | wrong_tenant              | -        | unknown
entra  | 90072      |                                     |           | K1    | wrong_tenant              | -        | unknown
entra  | 50059      |                                     |           | K1    | tenant_not_found          | -        | unknown
entra  | 50128      |                                     |           | K1    | tenant_not_found          | -        | unknown
entra  | 90002      |                                     |           | K1    | tenant_not_found          | -        | unknown
entra  | 50126      |                                     |           | K3    | bad_password              | no       | yes
entra  | 50056      |                                     |           | K3    | no_cloud_password         | no       | yes
entra  | 80014      |                                     |           | K3    | pta_timeout?              | unknown  | yes
entra  | 50064      |                                     |           | K2    | credential_validation?    | unknown  | unknown
entra  | 50053      | malicious activity                  |           | K1    | ip_block                  | -        | unknown
entra  | 50053      | too many times                      |           | K2    | lockout                   | unknown  | unknown
entra  | 50053      |                                     |           | K1    | block_other               | -        | unknown
entra  | 50057      |                                     |           | K3x   | disabled                  | unknown  | yes
entra  | 50055      |                                     |           | K4    | password_expired          | yes      | yes
entra  | 50144      |                                     |           | K4    | password_expired          | yes      | yes
entra  | 50142      |                                     |           | K4    | password_change_required? | yes      | yes
entra  | 50135      |                                     |           | K4    | password_change_required? | yes      | yes
entra  | 50072      |                                     |           | K4n   | mfa_enrol                 | yes      | yes
entra  | 50079      |                                     |           | K4n   | mfa_enrol                 | yes      | yes
entra  | 50074      |                                     |           | K4    | mfa_required              | yes      | yes
entra  | 50076      |                                     |           | K4    | mfa_required              | yes      | yes
entra  | 500121     |                                     |           | K4    | mfa_failed                | yes      | yes
entra  | 50158      |                                     |           | K4    | external_challenge        | yes      | yes
entra  | 50105      |                                     |           | K4    | not_assigned              | yes      | yes
entra  | 53000      |                                     |           | K4    | ca_block                  | yes      | yes
entra  | 53001      |                                     |           | K4    | ca_block                  | yes      | yes
entra  | 53003      |                                     |           | K4    | ca_block                  | yes      | yes
entra  | 53004      |                                     |           | K4n   | mfa_proofup_blocked       | yes      | yes
entra  | 530031     |                                     |           | K4    | ca_block                  | yes      | yes
entra  | 530003     |                                     |           | K4    | device_required           | yes      | yes
entra  | 530032     |                                     |           | K4    | ca_block                  | yes      | yes
entra  | 50097      |                                     |           | K4    | device_required           | yes      | yes
entra  | 50129      |                                     |           | K4    | device_required           | yes      | yes
entra  | 50131      |                                     |           | K4    | ca_or_risk?               | yes      | yes
entra  | 50155      |                                     |           | K4    | device_required           | yes      | yes
entra  | 65001      |                                     |           | K4    | consent_missing           | yes      | yes
entra  | 700016     |                                     | ropc      | K4    | unknown_client            | yes      | yes
entra  | 700016     |                                     |           | K1    | unknown_client            | -        | unknown
entra  | 500011     |                                     | ropc      | K4    | unknown_resource          | yes      | yes
entra  | 500011     |                                     |           | K1    | unknown_resource          | -        | unknown
entra  | 7000218    |                                     |           | K1    | client_secret_missing?    | unknown  | unknown
entra  | 530035     |                                     |           | K2    | legacy_block?             | unknown  | unknown
entra  | 80002      |                                     |           | K1    | pta_outage                | -        | unknown
entra  | 80005      |                                     |           | K1    | pta_outage                | -        | unknown
entra  | 81*        |                                     |           | K2    | seamless_sso?             | unknown  | yes
entra  | 50058      |                                     |           | K1    | noise                     | -        | unknown
entra  | 50140      |                                     |           | K1    | noise                     | -        | yes
entra  | 50125      |                                     |           | K1    | noise                     | -        | yes
entra  | 50133      |                                     |           | K1    | noise                     | -        | yes
entra  | 50173      |                                     |           | K1    | noise                     | -        | yes
entra  | 70043      |                                     |           | K1    | noise                     | -        | yes
entra  | 70044      |                                     |           | K1    | noise                     | -        | yes
entra  | 70046      |                                     |           | K1    | noise                     | -        | yes
entra  | 70008      |                                     |           | K1    | noise                     | -        | yes
entra  | 50196      |                                     |           | K1    | noise                     | -        | unknown
entra  | 50199      |                                     |           | K1    | noise                     | -        | unknown
entra  | 50011      |                                     |           | K1    | noise                     | -        | unknown
entra  | 90094      |                                     |           | K1    | noise                     | -        | yes
entra  | 16000      |                                     |           | K1    | noise                     | -        | unknown
entra  | 50089      |                                     |           | K1    | noise                     | -        | unknown
entra  | 50132      |                                     |           | K1    | noise                     | -        | unknown
entra  | 900941     |                                     |           | K1    | noise                     | -        | unknown
entra  | 1000000    |                                     |           | K1    | noise                     | -        | unknown
4768   | 0x6        |                                     |           | K0    | absent                    | -        | no
4768   | 0x12       |                                     |           | K3x   | revoked                   | unknown  | yes
4768   | 0x17       |                                     | preauth=2 | K4    | password_expired?         | yes      | yes
4768   | 0x17       |                                     |           | K3    | password_expired?         | unknown  | yes
4768   | 0x0        |                                     | preauth=0 | K3    | asrep_material            | no       | yes
4768   | 0x0        |                                     |           | K5    | success                   | yes      | yes
4771   | 0x18       |                                     |           | K3    | bad_password              | no       | yes
4771   | 0x6        |                                     |           | K0    | absent                    | -        | no
4771   | 0x10       |                                     |           | K3    | smartcard                 | unknown  | yes
4771   | 0x12       |                                     |           | K3x   | revoked?                  | unknown  | yes
4776   | 0xc0000064 |                                     |           | K0    | absent                    | -        | no
4776   | 0xc000006a |                                     |           | K3    | bad_password              | no       | yes
4776   | 0xc000006d |                                     |           | K1    | generic                   | -        | unknown
4776   | 0xc000006f |                                     |           | K3x   | hours                     | unknown  | yes
4776   | 0xc0000070 |                                     |           | K3x   | workstation               | unknown  | yes
4776   | 0xc0000071 |                                     |           | K4    | password_expired?         | yes      | yes
4776   | 0xc0000072 |                                     |           | K3x   | disabled                  | unknown  | yes
4776   | 0xc0000193 |                                     |           | K3x   | account_expired           | unknown  | yes
4776   | 0xc0000224 |                                     |           | K4    | must_change               | yes      | yes
4776   | 0xc0000234 |                                     |           | K3x   | locked                    | unknown  | yes
4776   | 0x0        |                                     |           | K5    | success                   | yes      | yes
4625   | 0xc0000064 |                                     | substatus | K0    | absent                    | -        | no
4625   | 0xc000006a |                                     | substatus | K3    | bad_password              | no       | yes
4625   | 0xc0000072 |                                     | substatus | K3x   | disabled                  | unknown  | yes
4625   | 0xc0000234 |                                     | status    | K3x   | locked                    | unknown  | yes
4625   | 0xc0000224 |                                     | status    | K4    | must_change               | yes      | yes
4625   | 0xc000015b |                                     | status    | K4    | logon_type_refused        | yes      | yes
4624   | 0x0        |                                     |           | K5    | success                   | yes      | yes
sspr   | *          | presented with verification options |           | K3    | methods_shown             | -        | yes
sspr   | *          | insufficient authentication methods |           | K3    | few_methods               | -        | yes
sspr   | *          | not enabled for this user           |           | K3    | not_enabled               | -        | yes
sspr   | *          | user started                        |           | K3    | prompt_sent               | -        | yes
sspr   | *          | user completed                      |           | K3    | gate_passed               | -        | yes
sspr   | *          | successfully completed reset        |           | K5    | reset_done                | -        | yes
`;

function rowOf(line: string): CodeRow {
  const [source, code, text, qualifier, level, kind, password, exists] = line
    .split("|")
    .map((cell) => cell.trim());
  return { source, code, text, qualifier, level, class: kind, password, exists } as CodeRow;
}

/** The table, parsed once; its test holds every line against the words above. */
export const CODES: readonly CodeRow[] = TABLE.trim().split("\n").slice(1).map(rowOf);
