import type { Step } from "./rule";

const CREDENTIAL_TYPE: Step = {
  title: "Asking which way an account signs in (GetCredentialType)",
  text: "Expected by the seed's page: a sign-in row with 50034 for each absent name. Really left: no row in any sign-in table, whether the name exists or not, because nobody signed in. Microsoft lists a table of discovery requests (PreAuthenticationDiscoveryLogs) which may show the address; it holds no user name, and many tenants have nothing in it. To see this rule fire, import a log of attempted sign-ins, such as the sample data.",
};

const KERBEROS: Step = {
  title: "Asking a domain controller for tickets (Kerberos)",
  text: "Expected by the seed's page: 4625 with 0xC0000064, and 4771 with status 0x6, on the domain controller. Really left: 4768 with result 0x6 for each absent name. 4771 is written only where an existing account fails its pre-authentication, and 4625 on the machine that the logon was tried on. A name that exists and needs pre-authentication leaves nothing at all when it is only asked for, so the hits of such a scan are in no log.",
};

const RESET: Step = {
  title: "Walking the password reset",
  text: "Expected by the seed's page: an activity called Self-service password management. Really left: that is the service that logged it (LoggedByService); the activities are named after the step, such as Self-service password reset flow activity progress, with that last word, and Reset password (self-service). Verify email address phone number is in no list of Microsoft's. A walk that is blocked has an activity of its own, whose result says success; a name nobody has most likely leaves no row.",
};

const NO_TEST: Step = {
  title: "Where the tests should come from",
  text: "The test library that the seed's page names has no folder for this technique. Nothing here needs one: replay recorded or generated log files through an import, and ask no sign-in service anything.",
};

/** What the three tests of the seed's page leave in the logs, set right; by the rule on whose page they stand. */
export const VALIDATION: Readonly<Record<string, Step[]>> = {
  "RC-01": [CREDENTIAL_TYPE, KERBEROS, RESET, NO_TEST],
  "RC-02": [CREDENTIAL_TYPE, KERBEROS, RESET, NO_TEST],
  "RC-03": [RESET, CREDENTIAL_TYPE, KERBEROS, NO_TEST],
};
