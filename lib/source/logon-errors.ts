/**
 * The names that the unified audit log has for result codes, after Microsoft's list of Entra error codes and the
 * names seen in exports. A record may hold the name without its number.
 */
const TABLE = `
SelectUserAccount                                     16000
UserAccountSelectionInvalid                           16001
SsoUserAccountNotFoundInResourceTenant                16003
InvalidReplyTo                                        50011
UserUnauthorized                                      50020
UserAccountNotFound                                   50034
IdsLocked                                             50053
InvalidPasswordExpiredPassword                        50055
InvalidOrNullPassword                                 50056
UserDisabled                                          50057
UserInformationNotProvided                            50058
MissingTenantRealmAndNoUserInformationProvided        50059
CredentialAuthenticationError                         50064
UserStrongAuthEnrollmentRequiredInterrupt             50072
UserStrongAuthClientAuthNRequiredInterrupt            50074
UserStrongAuthClientAuthNRequired                     50076
UserStrongAuthEnrollmentRequired                      50079
FlowTokenExpired                                      50089
DeviceAuthenticationRequired                          50097
EntitlementGrantsNotFound                             50105
PasswordResetRegistrationRequiredInterrupt            50125
InvalidUserNameOrPassword                             50126
BrokerAppNotInstalled                                 50127
InvalidDomainName                                     50128
DeviceIsNotWorkplaceJoined                            50129
ConditionalAccessFailed                               50131
SsoArtifactInvalidOrExpired                           50132
SsoArtifactRevoked                                    50133
PasswordChangeCompromisedPassword                     50135
KmsiInterrupt                                         50140
PasswordChangeRequiredConditionalAccess               50142
SessionMismatch                                       50143
InvalidPasswordExpiredOnPremPassword                  50144
DeviceAuthenticationFailed                            50155
ExternalSecurityChallenge                             50158
FreshTokenNeeded                                      50173
LoopDetected                                          50196
CmsiInterrupt                                         50199
UserAccountNotInDirectory                             51004
DeviceNotCompliant                                    53000
DeviceNotDomainJoined                                 53001
ApplicationUsedIsNotAnApprovedApp                     53002
BlockedByConditionalAccess                            53003
ProofUpBlockedDueToRisk                               53004
DelegationDoesNotExist                                65001
ExpiredOrRevokedGrant                                 70008
OnPremisePasswordValidatorRequestTimedout             80002
OnPremisePasswordValidatorUnpredictableWebException   80005
OnPremisePasswordValidatorErrorOccurredOnPrem         80007
OnPremisePasswordValidationEncryptionException        80010
OnPremisePasswordValidationAuthenticationAgentTimeout 80014
DesktopSsoAuthTokenInvalid                            81010
InvalidTenantName                                     90002
PassThroughUserMfaError                               90072
AdminConsentRequired                                  90094
InvalidResourceServicePrincipalNotFound               500011
AuthenticationFailedSasError                          500121
UnauthorizedClient_DoesNotMatchRequest                700016
`;

const CODES = new Map(
  TABLE.trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .map(([name = "", code = ""]) => [name.toLowerCase(), code] as const),
);

/** The result code of a name, in any case; "" for one that the table does not know. */
export const codeOfLogonError = (name: string): string => CODES.get(name.trim().toLowerCase()) ?? "";
