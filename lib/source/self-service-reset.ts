/** The service that writes self-service password reset, in Graph's loggedByService. */
const SERVICE = "self-service password management";

/**
 * Activities of that service, for rows that name no service: Microsoft's list of Entra audit activities, older
 * spellings included, and the names that the RC-03 query looks for.
 */
const ACTIVITIES = new Set([
  "blocked from self-service password reset",
  "blocked from self-serve password reset",
  "change password (self-service)",
  "change password (self-serve)",
  "reset password (by admin)",
  "reset password (self-service)",
  "reset password (self-serve)",
  "security info saved for self-service password reset",
  "self-service password reset flow activity",
  "self-service password reset flow activity progress",
  "self-serve password reset flow activity progress",
  "unlock user account (self-service)",
  "unlock user account (self-serve)",
  "user registered for self-service password reset",
  "user registered for self-serve password reset",
  "verify email address phone number",
]);

/** Whether an audit row tells of self-service password reset rather than of the directory. */
export function isSelfServiceReset(row: { service: string; operation: string; activity: string }): boolean {
  if (row.service.trim().toLowerCase() === SERVICE) return true;
  return [row.operation, row.activity].some((name) => ACTIVITIES.has(name.trim().toLowerCase()));
}
