/**
 * What the REST API of Rowseal takes and answers, for openapi-fetch and its like: `import type { paths } from 'rowseal/openapi'`.
 * Written by npm run describe, of the document that GET /v1/openapi.json answers.
 */

export interface paths {
 "/v1/auth/register": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Create an account with a password
  * @description The answer is the same whether the address was free or taken; the mail that follows tells its owner. A network that registers many accounts has to wait.
  */
  post: operations["register"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/providers": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List the ways to sign in */
  get: operations["listProviders"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/token": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Log in with a password, a passkey or a mailed code
  * @description Ends the session of the cookie that was sent: each login is a new session. On a device that has logged in to the account before (its token comes as a cookie, or in the body), the correct password is accepted however often others have guessed. Who has a second factor is answered `second_factor_required`, with a challenge that continues the login by a code or a passkey and does nothing else.
  */
  post: operations["logIn"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/refresh": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Exchange a refresh token
  * @description By cookie or by body; the successor is returned in the same way. A token works once; for ten seconds afterwards, a client that lost the answer gets the same successor again, and once a day for ten minutes, from the same network and user agent. Any other replay ends the session.
  */
  post: operations["refresh"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/logout": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * End the session of a refresh token
  * @description Its access tokens are refused from the next request on. The answer is the same where there was nothing to end.
  */
  post: operations["logOut"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/step-up": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Prove once more who you are
  * @description For what is answered `insufficient_user_authentication`: another authentication in the session of the refresh token, which comes by cookie or by body and is exchanged. It counts for every access token of the session, from the next request on. Two factors that have to be fresh are two calls.
  */
  post: operations["stepUp"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/email-codes": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Ask for a code by email
  * @description Eight characters, for ten minutes, in this browser alone, once; five wrong ones end it. The answer is the same, and takes as long, whether or not the address has an account. It proves one factor, and is off unless this installation allows it.
  */
  post: operations["askEmailCode"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/factors": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List your second factors */
  get: operations["listFactors"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/factors/totp": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Begin to set up an authenticator app
  * @description It proves nothing until its first code was right, within a quarter of an hour. Needs all that you can prove, of the last minutes (`POST /v1/auth/step-up`).
  */
  post: operations["beginTotp"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/factors/totp/{id}/confirm": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Make an authenticator app your second factor
  * @description From then on every login asks for a code of it. The first factor brings recovery codes. Needs all that you can prove, of the last minutes (`POST /v1/auth/step-up`).
  */
  post: operations["confirmTotp"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/factors/recovery-codes": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Get new recovery codes
  * @description The former ones stop working. Needs all that you can prove, of the last minutes (`POST /v1/auth/step-up`).
  */
  post: operations["renewRecoveryCodes"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/factors/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  post?: never;
  /**
  * Remove a second factor
  * @description The recovery codes go with the last one. Needs all that you can prove, of the last minutes (`POST /v1/auth/step-up`).
  */
  delete: operations["removeFactor"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/recovery/request": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Ask for a link that removes lost factors
  * @description The answer is the same, and takes as long, whether or not the address has an account with factors.
  */
  post: operations["requestFactorRecovery"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/recovery": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Remove lost factors, after a wait
  * @description Takes the mailed token: first it begins a wait of 72 hours, unless this installation says otherwise, of which every address of the person and their sessions are told, and which any use of a factor ends. After that the same token removes all factors, and ends every session, grant and token. The password stays.
  */
  post: operations["recoverFactors"];
  /** Stop the removal of your factors */
  delete: operations["endFactorRecovery"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/passkeys/options": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Ask for a passkey
  * @description What `navigator.credentials.get` takes, for ten minutes, in this browser, for this purpose, and once. To sign in, everybody gets the same answer.
  */
  post: operations["askPasskey"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/factors/passkeys": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Begin to add a passkey
  * @description What `navigator.credentials.create` takes, for ten minutes, in this browser. Needs all that you can prove, of the last minutes (`POST /v1/auth/step-up`).
  */
  post: operations["beginPasskey"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/factors/passkeys/confirm": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Add the passkey that a browser has made
  * @description From then on it signs you in, or every login with a password asks for it. The first factor brings recovery codes. Needs all that you can prove, of the last minutes (`POST /v1/auth/step-up`).
  */
  post: operations["confirmPasskey"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/factors/passkeys/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  /** Name a passkey */
  patch: operations["renamePasskey"];
  trace?: never;
 };
 "/.well-known/webauthn": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * Other origins that passkeys may be used from
  * @description For browsers (WebAuthn Level 3, section 5.11).
  */
  get: operations["getRelatedOrigins"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/password/change": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Change your password
  * @description Ends your other sessions.
  */
  post: operations["changePassword"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/password/forgot": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Request a password reset by email
  * @description The answer is the same, and takes as long, whether or not the address has an account.
  */
  post: operations["requestPasswordReset"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/password/reset": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Set a new password with a mailed reset token
  * @description Works once. Ends every session of the user, the grants of applications, open invitations and, unless kept, personal access tokens; and verifies the address. The account knows this device from then on, so that other people’s wrong guesses do not delay its next login.
  */
  post: operations["resetPassword"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/email/verify": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Verify an email address with a mailed token
  * @description Works once. A token that was used already is answered in the same way.
  */
  post: operations["verifyEmail"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/email/confirm": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Confirm a new email address with a mailed token
  * @description Works once. Signing in with a password takes the new address from then on.
  */
  post: operations["confirmEmail"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/email/restore": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Undo a change of the email address with a mailed token
  * @description The token was mailed to the former address. Works once, and undoes later changes too. Sets a new password, and ends every session of the user, the grants of applications, open invitations and personal access tokens.
  */
  post: operations["restoreEmail"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/account/restore": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Restore an account that was deleted, with a mailed token
  * @description Until it is erased. Its sessions and tokens stay ended: sign in.
  */
  post: operations["restoreAccount"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/sessions": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * List your sessions
  * @description The newest first, a page at a time.
  */
  get: operations["listSessions"];
  put?: never;
  post?: never;
  /** End all your sessions but this one */
  delete: operations["endOtherSessions"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/sessions/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  post?: never;
  /** End one of your sessions */
  delete: operations["endSession"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/tokens": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * List your personal access tokens
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. A limited session, a grant or a token sees itself and what it has created.
  */
  get: operations["listTokens"];
  put?: never;
  /**
  * Create a personal access token
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. Only a session or a grant can create one, whose person has just proved who they are; it ends with the limited session or grant that created it.
  */
  post: operations["createToken"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/tokens/{id}/rotate": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Give a personal access token a new secret and expiry
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. The old secret stops working at once.
  */
  post: operations["rotateToken"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/tokens/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  post?: never;
  /**
  * Revoke a personal access token
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to.
  */
  delete: operations["revokeToken"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/workspaces": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Create a workspace
  * @description You become its first member, and its owner.
  */
  post: operations["createWorkspace"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/workspace": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  post?: never;
  /**
  * Have the workspace deleted
  * @description The one that X-Rowseal-Workspace names, by somebody who has just proved who they are. From now on nobody enters it; until it is erased an owner can restore it.
  */
  delete: operations["deleteWorkspace"];
  options?: never;
  head?: never;
  /**
  * Give the workspace another name or slug
  * @description The one that X-Rowseal-Workspace names, or that the credential is bound to.
  */
  patch: operations["changeWorkspace"];
  trace?: never;
 };
 "/v1/workspaces/{id}/restore": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Restore a workspace that was deleted
  * @description As one of its owners. `GET /v1/me` lists it, with the time when it is erased.
  */
  post: operations["restoreWorkspace"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/workspace/settings": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * See the rules of the workspace
  * @description Of the workspace that X-Rowseal-Workspace names, or that the credential is bound to.
  */
  get: operations["getWorkspaceSettings"];
  /**
  * Replace the rules of the workspace
  * @description Of the workspace that X-Rowseal-Workspace names, or that the credential is bound to. They hold at once, for every credential of every member. Rules that would shut you out are refused, and a session that loosens one has to have just proved who its person is.
  */
  put: operations["setWorkspaceSettings"];
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/workspace/apps": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * List the applications that have access to the workspace
  * @description Of the workspace that X-Rowseal-Workspace names, or that the credential is bound to. You need `members:write`. Each member ends the access that they gave.
  */
  get: operations["listWorkspaceApps"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/workspace/tokens": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * List the personal access tokens of members
  * @description Of the workspace that X-Rowseal-Workspace names, or that the credential is bound to. You need `members:write`. Those that have not ended, oldest first, a page at a time; no secret of any.
  */
  get: operations["listMemberTokens"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/workspace/tokens/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  post?: never;
  /**
  * Revoke a personal access token of a member
  * @description Of the workspace that X-Rowseal-Workspace names, or that the credential is bound to. You need `members:write` and every scope that the member has, as to remove them.
  */
  delete: operations["revokeMemberToken"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/workspace/policy": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * See how well members have to prove who they are
  * @description Of the workspace that X-Rowseal-Workspace names, or that the credential is bound to. Every member may.
  */
  get: operations["getWorkspacePolicy"];
  /**
  * Say how well members have to prove who they are
  * @description Of the workspace that X-Rowseal-Workspace names, or that the credential is bound to. It holds at once for those whose grace period is over, for every credential; who lacks it is told by mail. You have to meet it yourself, and what was asked before; to ask for less, a session has to have just proved who its person is.
  */
  put: operations["setWorkspacePolicy"];
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/workspace/policy/members": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * List the members who lack the factor that is asked for
  * @description Of the workspace that X-Rowseal-Workspace names, or that the credential is bound to. By their ids, a page at a time.
  */
  get: operations["listUnprovedMembers"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/members/{id}/waiver": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Ask nothing of a member for a day that the policy of the workspace asks for
  * @description Of the workspace that X-Rowseal-Workspace names, or that the credential is bound to. They are told by mail, and their account stays as it is. What the installation asks of everybody is not waived.
  */
  post: operations["waivePolicy"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/roles": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * List the roles of the workspace
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. Those that are built in too.
  */
  get: operations["listRoles"];
  put?: never;
  /**
  * Create a role
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. You need every scope of it.
  */
  post: operations["createRole"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/roles/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  post?: never;
  /**
  * Remove a role
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. Its members and invitations get the replacement. You need every scope of both.
  */
  delete: operations["removeRole"];
  options?: never;
  head?: never;
  /**
  * Give a role other scopes
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. It holds at once for everybody who has the role. You need every scope that it had and gets.
  */
  patch: operations["changeRole"];
  trace?: never;
 };
 "/v1/members": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * List the members of the workspace
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. By their ids, a page at a time.
  */
  get: operations["listMembers"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/members/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * See a member
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to.
  */
  get: operations["getMember"];
  put?: never;
  post?: never;
  /**
  * Remove a member, or leave
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. Their personal access tokens for it, grants and sessions that are bound to it end at once.
  */
  delete: operations["removeMember"];
  options?: never;
  head?: never;
  /**
  * Give a member another role, or several
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. In place of all that they have. You need every scope of the old and of the new roles.
  */
  patch: operations["changeMemberRole"];
  trace?: never;
 };
 "/v1/members/{id}/ownership": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Make another member an owner in your place
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. You become an admin in the same moment. A session has to have just proved who you are.
  */
  post: operations["transferOwnership"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/invitations/{id}/resend": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Mail an open invitation once more
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. It begins anew, as yours, and the link that was mailed before is void. You need every scope of its role.
  */
  post: operations["resendInvitation"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/invitations/decline": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Decline an invitation
  * @description For the user with the address that was invited. The link that was mailed is void from then on.
  */
  post: operations["declineInvitation"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/invitations": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * List open invitations
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. The oldest first, a page at a time.
  */
  get: operations["listInvitations"];
  put?: never;
  /**
  * Invite an address into the workspace
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. An earlier open invitation of the same address is void.
  */
  post: operations["inviteMember"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/invitations/bulk": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Invite up to a hundred addresses into the workspace
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. Each address has an answer of its own, once, in the order of the addresses.
  */
  post: operations["inviteMembers"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/invitations/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  post?: never;
  /**
  * Revoke an open invitation
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to.
  */
  delete: operations["revokeInvitation"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/invitations/accept": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Accept an invitation
  * @description Works once, for the user with the address that was invited.
  */
  post: operations["acceptInvitation"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/invitation-links": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * List invitation links that were not revoked
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. The oldest first, a page at a time. Who joined by which is in the events.
  */
  get: operations["listInvitationLinks"];
  put?: never;
  /**
  * Create a link by which several people can join the workspace
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. People with the link, and a verified address that it allows, join with it, while you may invite people as its role.
  */
  post: operations["createInvitationLink"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/invitation-links/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  post?: never;
  /**
  * Revoke an invitation link
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. Who joined by it stays.
  */
  delete: operations["revokeInvitationLink"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/invitation-links/accept": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Join a workspace by an invitation link
  * @description For a user who has verified an address that the link and the workspace allow, and was never a member.
  */
  post: operations["acceptInvitationLink"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/services/{id}/keys": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * List the keys of a service
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. None where there is no such service.
  */
  get: operations["listServiceKeys"];
  put?: never;
  /**
  * Create a key of a service
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. Two may be live at once, so that one can take the place of the other. You need every scope of the service, meet what the workspace asks of members (no grace period counts), and have just proved who you are.
  */
  post: operations["createServiceKey"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/service-keys/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  post?: never;
  /**
  * Revoke a key of a service
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. Access tokens that it was exchanged for are refused at once too.
  */
  delete: operations["revokeServiceKey"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/services": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * List the services of the workspace
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. You need `services:read`.
  */
  get: operations["listServices"];
  put?: never;
  /**
  * Create a service
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. A program that acts there for nobody. It outlives you; it needs a key to sign in.
  */
  post: operations["createService"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/services/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  post?: never;
  /**
  * Remove a service and its keys
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to.
  */
  delete: operations["removeService"];
  options?: never;
  head?: never;
  /**
  * Rename a service, change its scopes, disable or enable it
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. It holds at once, for every key and access token of it. You need every scope that you give, and to enable it, every scope that it has. To give scopes or to enable it, you have just proved who you are.
  */
  patch: operations["changeService"];
  trace?: never;
 };
 "/v1/webhooks": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * List the webhooks of the workspace
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. You need `webhooks:read`.
  */
  get: operations["listWebhooks"];
  put?: never;
  /**
  * Create a webhook
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. Events that happen from then on are sent there, signed as Standard Webhooks says, with IDs only. You need `webhooks:write` and `audit:read`, an unrestricted session, meet what the workspace asks of members (no time of grace counts), and have just confirmed who you are.
  */
  post: operations["createWebhook"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/webhooks/{id}/secret": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Create another secret of a webhook
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. Until `former_ends_at` (a day by default; a time in the past: not at all) each event is signed by both, so that the receiver can change from one to the other. You need `webhooks:write` and `audit:read`, an unrestricted session, meet what the workspace asks of members (no time of grace counts), and have just confirmed who you are.
  */
  post: operations["rotateWebhookSecret"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/webhooks/{id}/deliveries": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * List the deliveries to a webhook
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. The latest first, for fourteen days. None where there is no such webhook.
  */
  get: operations["listWebhookDeliveries"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/webhooks/{id}/test": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Send a test to a webhook
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. It is sent once, as an event of the kind `webhook_test`, disabled or not; the deliveries say what was answered.
  */
  post: operations["testWebhook"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/webhooks/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  post?: never;
  /**
  * Remove a webhook
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to.
  */
  delete: operations["removeWebhook"];
  options?: never;
  head?: never;
  /**
  * Change the URL or the events of a webhook, disable or enable it
  * @description In the workspace that X-Rowseal-Workspace names, or that the credential is bound to. For all but disabling you need what creating one needs. One that is enabled is sent what happens from then on.
  */
  patch: operations["changeWebhook"];
  trace?: never;
 };
 "/v1/me": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** See who you are, and what you may do here */
  get: operations["getMe"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  /** Change your name */
  patch: operations["changeName"];
  trace?: never;
 };
 "/v1/me/email/verification": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Have the mail that confirms your email address sent again */
  post: operations["resendVerification"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/me/email": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  /**
  * Change your email address
  * @description A link is mailed to the new address, and until it is confirmed nothing changes. The answer is the same, and takes as long, whether or not the address has an account. The former address is told, and can undo the change for some days.
  */
  put: operations["changeEmail"];
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/me/deletion": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Have your account deleted
  * @description Every session, token and grant ends at once. Until it is erased you can restore it, by the link that is mailed or by signing in. The only owner of a workspace makes somebody else an owner first, or deletes the workspace; `detail` names them.
  */
  post: operations["deleteAccount"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/me/export": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Ask for everything that is kept about you
  * @description Gives a token that fetches it, once, in this session, within some minutes.
  */
  post: operations["requestExport"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/me/export/download": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Fetch everything that is kept about you
  * @description What Rowseal keeps, and for each workspace the rows of applications that refer to you and that you see. Addresses of others are masked.
  */
  post: operations["fetchExport"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/healthz": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Ask whether the server is up */
  get: operations["getHealth"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/readyz": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * Ask whether the server can do its work
  * @description Calls a function as each role that the server logs in to its database as, at most once a second however many ask; a database that accepts no writes is not ready.
  */
  get: operations["getReadiness"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/jwks.json": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Get the public keys of access tokens (RFC 7517) */
  get: operations["getKeys"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/.well-known/openid-configuration": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Get the metadata of this authorization server */
  get: operations["getWellKnownOpenidConfiguration"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/.well-known/oauth-authorization-server": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Get the metadata of this authorization server */
  get: operations["getWellKnownOauthAuthorizationServer"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/.well-known/oauth-protected-resource": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Get the metadata of this API: where its tokens come from */
  get: operations["getWellKnownOauthProtectedResource"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/oauth/userinfo": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Get claims about the user of a grant */
  get: operations["getUserinfo"];
  put?: never;
  /** Get claims about the user of a grant */
  post: operations["postUserinfo"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/oauth/authorize": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * Ask the user for authorization
  * @description Opened in a browser. PKCE with S256 is required, unless an operator waived it; the answer carries iss (RFC 9207).
  */
  get: operations["authorize"];
  put?: never;
  /**
  * Ask the user for authorization
  * @description Opened in a browser. PKCE with S256 is required, unless an operator waived it; the answer carries iss (RFC 9207).
  */
  post: operations["postAuthorization"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/oauth/end_session": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * Have a person sign out
  * @description Opened in a browser. The person is asked, unless `id_token_hint` is an ID token of the session that they are signed in with; it may have expired. They come back to `post_logout_redirect_uri`, with `state`, if it is registered for the client that `id_token_hint` or `client_id` names.
  */
  get: operations["requestLogout"];
  put?: never;
  /**
  * Have a person sign out
  * @description Opened in a browser. The person is asked, unless `id_token_hint` is an ID token of the session that they are signed in with; it may have expired. They come back to `post_logout_redirect_uri`, with `state`, if it is registered for the client that `id_token_hint` or `client_id` names.
  */
  post: operations["postLogout"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/oauth/register": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Register a client (RFC 7591) */
  post: operations["registerClient"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/oauth/token": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Exchange a code, a refresh token or the key of a service for tokens */
  post: operations["exchangeGrant"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/oauth/revoke": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Revoke a grant by one of its tokens
  * @description All tokens of the grant end at once; of a service, all that the same key was exchanged for. The answer is the same for a token that is unknown or another client’s.
  */
  post: operations["revokeGrant"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/oauth/introspect": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Ask whether a token of yours is still valid, and for what
  * @description For confidential clients. The scope is what the grant may do now: those of its scopes that the user’s role grants at this moment.
  */
  post: operations["introspectToken"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/providers/{provider}/start": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * Sign in through another provider
  * @description Opened in a browser, which it redirects to the provider. `request` names an authorization request that waits for the sign-in.
  */
  get: operations["startProviderLogin"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/auth/providers/{provider}/callback": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
  * Come back from another provider
  * @description Providers send the browser here, with what RFC 6749 section 4.1.2 says.
  */
  get: operations["finishProviderLogin"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/graphql": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
  * Query and change the data of the application
  * @description GraphQL over HTTP. The schema is that of the database; a server in development answers introspection. Where the caller is refused, or the database cannot be reached, before anything ran, the answer is a problem document; where a field fails, its error is in `errors`, and so is the reason why a document was refused.
  */
  post: operations["graphql"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
}
export type webhooks = Record<string, never>;
export interface components {
 schemas: {
  /** @description What navigator.credentials.get answered, by toJSON() */
  PasskeyAnswerInput: {
   id: string;
   rawId: string;
   type: "public-key";
   response: {
    clientDataJSON: string;
    authenticatorData: string;
    signature: string;
    userHandle?: string | null;
   };
  };
  /** @description What navigator.credentials.create answered, by toJSON() */
  MadePasskeyInput: {
   id: string;
   rawId: string;
   type: "public-key";
   response: {
    clientDataJSON: string;
    attestationObject: string;
    transports?: string[];
   };
  };
  /** @description For PublicKeyCredential.parseCreationOptionsFromJSON */
  PasskeyCreationOptions: {
   challenge: string;
   rp: {
    id: string;
    name: string;
   };
   user: {
    id: string;
    name: string;
    displayName: string;
   };
   pubKeyCredParams: {
    type: "public-key";
    alg: number;
   }[];
   excludeCredentials: {
    id: string;
    type: "public-key";
    transports: string[];
   }[];
   authenticatorSelection: {
    residentKey: "preferred";
    userVerification: "preferred";
   };
   attestation: "none";
   timeout: number;
  };
  /** @description For PublicKeyCredential.parseRequestOptionsFromJSON */
  PasskeyRequestOptions: {
   challenge: string;
   rpId: string;
   allowCredentials: {
    id: string;
    type: "public-key";
    transports: string[];
   }[];
   userVerification: "required" | "discouraged";
   timeout: number;
  };
  /** @description A problem document (RFC 9457) */
  Problem: {
   /**
  * Format: uri
  * @description urn:rowseal:problem: and the code
  */
   type: string;
   title: string;
   /** @description The HTTP status */
   status: number;
   /**
  * @description Which problem: branch on this
  * @enum {string}
  */
   code: "invalid_input" | "document_refused" | "workspace_required" | "lifetime_not_allowed" | "login_failed" | "invalid_proof" | "password_too_common" | "invalid_credentials" | "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "insufficient_user_authentication" | "assurance_required" | "second_factor_required" | "not_a_member" | "workspace_mismatch" | "insufficient_scope" | "account_deleted" | "password_too_short" | "invitation_for_another" | "forbidden" | "session_required" | "person_required" | "not_human" | "assurance_unavailable" | "second_factor_missing" | "another_person_required" | "origin_not_allowed" | "network_not_allowed" | "registration_closed" | "email_codes_off" | "workspace_creation_closed" | "address_not_verified" | "address_not_allowed" | "former_member" | "not_found" | "method_not_allowed" | "request_timeout" | "last_owner" | "slug_taken" | "too_many_workspaces" | "too_many_services" | "too_many_keys" | "too_many_links" | "too_many_webhooks" | "role_in_use" | "shuts_you_out" | "already_done" | "refused_by_application" | "conflict" | "workspace_deleted" | "precondition_failed" | "payload_too_large" | "unsupported_media_type" | "idempotency_key_reused" | "too_many_attempts" | "timeout" | "provider_unavailable" | "unavailable" | "outcome_unknown" | "overloaded" | "recovery_needed" | "maintenance" | "internal";
   /** @description What is wrong with this request */
   detail?: string;
   /**
  * Format: uri
  * @description Identifies this occurrence in the log of the server
  */
   instance: string;
   /** @description How well somebody has to prove who they are: one of acr_values_supported */
   acr_values?: string;
   /** @description How many seconds ago at most; absent: at any time in this session */
   max_age?: number;
   /**
  * Format: uuid
  * @description Where the code is already_done: what was made
  */
   id?: string;
   /** @description Where the code is refused_by_application: what the application has raised */
   sqlstate?: string;
   /** @description Where the code is second_factor_required: continues the login */
   challenge?: string;
   /** @description What it can be continued with: passkey, totp, recovery_code */
   factors?: string[];
  } & {
   [key: string]: unknown;
  };
  /** @description An access token; its refresh token is here or in the cookie */
  TokenResponse: {
   /** @description A JWT (RFC 9068) */
   access_token: string;
   token_type: "Bearer";
   /** @description Seconds */
   expires_in: number;
   /** @description What the session is limited to; absent: all that the role grants */
   scope?: string;
   /** @description Where the transport is body */
   refresh_token?: string;
   /** @description After a login on a device that is new to the account, where the transport is body: keep it on the device, and send it with the next login */
   device_token?: string;
  };
  FactorRecovery: {
   /**
  * @description recovered: the factors are removed, and every session has ended
  * @enum {string}
  */
   status: "waiting" | "recovered";
   /**
  * Format: date-time
  * @description From when on the same link removes the factors; where the status is waiting
  */
   ready_at?: string;
  };
  Factors: {
   /** @description The level that this session has proved: 1, one factor; 2, two; 3, two that cannot be phished */
   assurance: number;
   factors: ({
    /** Format: uuid */
    id: string;
    /** Format: date-time */
    added_at: string;
    last_used_at: string | null;
    /**
   * @description An authenticator app
   * @constant
   */
    kind: "totp";
    /** @description After 100 wrong codes in a row: remove it, and set it up anew */
    off: boolean;
   } | {
    /** Format: uuid */
    id: string;
    /** Format: date-time */
    added_at: string;
    last_used_at: string | null;
    kind: "passkey";
    name: string;
    /** @description Signs in by itself; else beside a password */
    verifies_user: boolean;
    /** @description To other devices, as it said last */
    synced: boolean;
   })[];
   /** @description How many are left */
   recovery_codes: number;
   /** @description Somebody who says that all factors are lost has asked by email to have them removed */
   recovery: {
    /** Format: date-time */
    requested_at: string;
    /** Format: date-time */
    ready_at: string;
   } | null;
  };
  InvitationLink: {
   /** Format: uuid */
   id: string;
   role: string;
   /** @description The only domain whose addresses it admits; null: any */
   email_domain: string | null;
   /** @description How many people may join by it */
   max_uses: number;
   /** @description How many have */
   uses: number;
   /**
  * Format: uuid
  * @description The id of a user
  */
   created_by: string;
   /** Format: date-time */
   created_at: string;
   /** Format: date-time */
   expires_at: string;
  };
  NewInvitationLink: {
   /** Format: uuid */
   id: string;
   /** @description Shown this once; goes into `/accept-invitation?token=` */
   token: string;
  };
  Invitation: {
   /** Format: uuid */
   id: string;
   email: string;
   role: string;
   /**
  * Format: uuid
  * @description The id of a user
  */
   invited_by: string;
   /** Format: date-time */
   created_at: string;
   /** Format: date-time */
   expires_at: string;
   /** @description The limited session, grant or token that created it, and revokes it when it ends; null: created by its inviter directly */
   parent_id: string | null;
  };
  InvitationAnswer: {
   email: string;
   status: "invited" | "invalid" | "already_member" | "address_not_allowed" | "insufficient_scope" | "throttled";
   /** @description The invitation */
   id: string | null;
   expires_at: string | null;
   /** @description Seconds to wait, where it is throttled */
   retry_after: number | null;
  };
  /** @description The caller */
  Me: {
   /** @description Null: a service, which acts for nobody */
   user: {
    /** Format: uuid */
    id: string;
    /** @description Of a grant: with email */
    email?: string;
    email_verified?: boolean;
    /** @description Of a grant: with profile */
    name?: string | null;
   } | null;
   /** @description The service, where it is one */
   service?: {
    /** Format: uuid */
    id: string;
    name: string;
   };
   /**
  * Format: uuid
  * @description The session, the personal access token, or the key of a service
  */
   session_id: string;
   /** @description The one entered */
   workspace: {
    /** Format: uuid */
    id: string;
    slug: string;
    name: string;
    /** @description The first of yours in it; null: of a service, which has none */
    role: string | null;
    /** @description All of yours in it; null: of a service */
    roles: string[] | null;
    /** @description What may be done here, now */
    scopes: string[];
   } | null;
   /** @description Those that the credential is for, oldest first: one page */
   workspaces: {
    /** Format: uuid */
    id: string;
    slug: string;
    name: string;
    /** @description The first of yours in it; null: of a service, which has none */
    role: string | null;
    /** @description All of yours in it; null: of a service */
    roles: string[] | null;
    /** @description It was deleted: nobody enters it; null: it was not */
    erase_at: string | null;
   }[];
   /** @description The `after` of the next page; null: this is the last page */
   next: string | null;
  };
  Role: {
   /** Format: uuid */
   id: string;
   name: string;
   scopes: string[];
   /** @description Every workspace has it, and none can change it */
   built_in: boolean;
   /** @description Its version: in quotes, the `If-Match` of a request that changes it */
   version: string;
  };
  Member: {
   /**
  * Format: uuid
  * @description The id of the user
  */
   id: string;
   email: string;
   name: string | null;
   /** @description The first of their roles */
   role: string;
   /** @description All of them: what any of them grants, they may do */
   roles: string[];
   /** Format: date-time */
   joined_at: string;
   /** @description Its version: in quotes, the `If-Match` of a request that changes it */
   version: string;
  };
  ServiceKey: {
   /** Format: uuid */
   id: string;
   /** Format: uuid */
   service_id: string;
   /** @description The only networks it serves (CIDR); null: any */
   networks: string[] | null;
   /** @description What it opens now */
   scopes: string[];
   /** @description What assertions are verified with (JWK); null: it has a secret */
   public_key: ({
    kty: string;
   } & {
    [key: string]: unknown;
   }) | null;
   /** @description The last four characters of its secret */
   last_four: string | null;
   /** Format: date-time */
   created_at: string;
   created_by: string | null;
   /** Format: date-time */
   expires_at: string;
   /** @description To the minute */
   last_used_at: string | null;
   last_used_ip: string | null;
   revoked_at: string | null;
  };
  NewServiceKey: {
   /** Format: uuid */
   id: string;
   /** @description Shown this once; null: it has a public key */
   token: string | null;
  };
  Service: {
   /** Format: uuid */
   id: string;
   name: string;
   /** @description What it may do now */
   scopes: string[];
   enabled: boolean;
   /** Format: date-time */
   created_at: string;
   /** @description Who created it, whom it outlives */
   created_by: string | null;
   /** @description Their address, while they are a member */
   created_by_email: string | null;
   /** @description Its version: in quotes, the `If-Match` of a request that changes it */
   version: string;
  };
  Session: {
   /** Format: uuid */
   id: string;
   /** @description The session of this request */
   current: boolean;
   /** Format: date-time */
   created_at: string;
   /**
  * Format: date-time
  * @description The last login or refresh
  */
   last_used_at: string;
   /**
  * Format: date-time
  * @description When it ends unless it is refreshed
  */
   expires_at: string;
   ip: string | null;
   user_agent: string | null;
   /** @description The only workspace it may work in; null: any */
   workspace_id: string | null;
   /** @description What it is limited to; null: not limited */
   scope: string | null;
  };
  PersonalAccessToken: {
   /** Format: uuid */
   id: string;
   name: string;
   /** @description What it is limited to; null: all that your role grants */
   scope: string | null;
   /** @description The only networks it serves (CIDR); null: any */
   networks: string[] | null;
   /** @description Its last four characters */
   last_four: string;
   /** Format: date-time */
   created_at: string;
   /** Format: date-time */
   expires_at: string;
   /** @description To the minute */
   last_used_at: string | null;
   last_used_ip: string | null;
   revoked_at: string | null;
   /** @description The limited session or grant that created it, and ends it when it ends; null: created by you directly */
   parent_id: string | null;
  };
  NewPersonalAccessToken: {
   /** Format: uuid */
   id: string;
   /** @description Shown this once */
   token: string;
  };
  NewWebhookSecret: {
   /** Format: uuid */
   id: string;
   /** @description Verifies signatures. Shown this once */
   secret: string;
  };
  Webhook: {
   /** Format: uuid */
   id: string;
   url: string;
   /** @description The only kinds of events that are sent; null: all */
   kinds: string[] | null;
   enabled: boolean;
   disabled_at: string | null;
   /** @description asked: somebody disabled it; gone: it answered 410; failing: it accepted nothing for three days */
   disabled_because: ("asked" | "gone" | "failing" | "behind" | "recovered") | null;
   /** @description The first failure since it last accepted an event */
   failing_since: string | null;
   /** @description Until when the former secret signs too */
   former_secret_ends_at: string | null;
   /** Format: date-time */
   created_at: string;
   created_by: string | null;
   /** @description Its version: in quotes, the `If-Match` of a request that changes it */
   version: string;
  };
  WebhookDelivery: {
   /** Format: uuid */
   id: string;
   /** Format: uuid */
   webhook_id: string;
   /**
  * Format: uuid
  * @description The header `webhook-id`
  */
   event_id: string;
   kind: string;
   state: "waiting" | "delivered" | "failed" | "dropped";
   tries: number;
   /** @description What the last attempt was answered */
   status: number | null;
   error: ("address_refused" | "unreachable" | "timed_out" | "unreadable_secret") | null;
   /** Format: date-time */
   created_at: string;
   tried_at: string | null;
  };
  WorkspaceApp: {
   client_id: string;
   name: string;
   /** @description How many members have given it access */
   members: number;
   /** @description All that any of them has granted */
   scopes: string[];
   /** Format: date-time */
   connected_at: string;
   /** Format: date-time */
   last_used_at: string;
  };
  UnprovedMember: {
   /**
  * Format: uuid
  * @description The id of the user
  */
   id: string;
   email: string;
   name: string | null;
   role: string;
   /** @description The highest level of assurance that they can prove */
   provable: number;
   /**
  * Format: date-time
  * @description From when on they do not enter
  */
   due_at: string;
   /** @description Until when the workspace asks nothing of them; null: it was not waived */
   waived_until: string | null;
  };
  MemberToken: {
   /** Format: uuid */
   id: string;
   /**
  * Format: uuid
  * @description Whose it is
  */
   user_id: string;
   user_email: string;
   user_name: string | null;
   name: string;
   /** @description What it is limited to; null: to what their roles grant */
   scope: string | null;
   /** @description The only ones it serves; null: all */
   networks: string[] | null;
   /** @description Its last characters */
   last_four: string;
   /** Format: date-time */
   created_at: string;
   /** Format: date-time */
   expires_at: string;
   last_used_at: string | null;
  };
  /** @description A GraphQL answer; the error of a field has a problem code */
  GraphqlAnswer: {
   data?: {
    [key: string]: unknown;
   } | null;
   errors?: ({
    message: string;
    path?: (string | number)[];
    extensions?: {
     /** @description As in a Problem; or the SQLSTATE that the application has raised, with its message */
     code?: ("invalid_input" | "document_refused" | "workspace_required" | "lifetime_not_allowed" | "login_failed" | "invalid_proof" | "password_too_common" | "invalid_credentials" | "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "insufficient_user_authentication" | "assurance_required" | "second_factor_required" | "not_a_member" | "workspace_mismatch" | "insufficient_scope" | "account_deleted" | "password_too_short" | "invitation_for_another" | "forbidden" | "session_required" | "person_required" | "not_human" | "assurance_unavailable" | "second_factor_missing" | "another_person_required" | "origin_not_allowed" | "network_not_allowed" | "registration_closed" | "email_codes_off" | "workspace_creation_closed" | "address_not_verified" | "address_not_allowed" | "former_member" | "not_found" | "method_not_allowed" | "request_timeout" | "last_owner" | "slug_taken" | "too_many_workspaces" | "too_many_services" | "too_many_keys" | "too_many_links" | "too_many_webhooks" | "role_in_use" | "shuts_you_out" | "already_done" | "refused_by_application" | "conflict" | "workspace_deleted" | "precondition_failed" | "payload_too_large" | "unsupported_media_type" | "idempotency_key_reused" | "too_many_attempts" | "timeout" | "provider_unavailable" | "unavailable" | "outcome_unknown" | "overloaded" | "recovery_needed" | "maintenance" | "internal") | string;
     /** @description The constraint of the application that was violated */
     constraint?: string;
     /** @description How well somebody has to prove who they are: one of acr_values_supported */
     acr_values?: string;
     /** @description How many seconds ago at most; absent: at any time in this session */
     max_age?: number;
     /** @description The argument that the error is about, where it is about one */
     field?: string;
     /** @description Seconds to wait, where the code is too_many_attempts or maintenance */
     retryAfter?: number;
     /** @description The columns of the constraint */
     columns?: string[];
    } & {
     [key: string]: unknown;
    };
   } & {
    [key: string]: unknown;
   })[];
  } & {
   [key: string]: unknown;
  };
 };
 responses: never;
 parameters: {
  /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
  Workspace: string;
  /** @description The versions, in quotes, that what is changed may have: as lists say, and of the workspace and its rules the `ETag` of `GET /v1/workspace/settings`. Where it has another by now, the answer is 412 and nothing is changed (RFC 9110 section 13.1.1). */
  IfMatch: string;
  /** @description Any text that you have not used before, for a day. Sent again by the same credential with the same request, nothing is made once more: the answer names what was made, as it is now; where it held a secret, or is gone, the answer is `409 already_done` with its `id`. */
  IdempotencyKey: string;
 };
 requestBodies: never;
 headers: {
  /** @description Seconds to wait (RFC 9110). Absent where the outcome is unknown: repeating the request may do it twice */
  "Retry-After": number;
  /** @description The challenge (RFC 6750; of OAuth clients, RFC 7617) */
  "WWW-Authenticate": string;
  /** @description __Host-Http-rowseal-refresh, where the transport is the cookie */
  "Set-Cookie": string;
 };
 pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
 register: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    /**
   * @example {
   *       "email": "owner@acme.test",
   *       "password": "correct horse battery staple",
   *       "name": "Olga Owner"
   *     }
   */
    "application/json": {
     /**
   * @default password
   * @constant
   */
     provider?: "password";
     /** Format: email */
     email: string;
     /**
   * Format: password
   * @description At least 15 characters; 8 where the installation asks everybody for a second factor, without a grace period
   */
     password: string;
     name?: string;
     /** @description What the check of this installation asks for, such as the answer of a widget, by the name of its field */
     human?: {
      [key: string]: string;
     };
    };
   };
  };
  responses: {
   /** @description Accepted */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      status: "accepted";
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "password_too_common";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "registration_closed" | "not_human";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "refused_by_application";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 listProviders: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      providers: ({
       id: string;
       name: string;
       /**
   * @description Fill in the fields, and send them to /v1/auth/token
   * @constant
   */
       kind: "form";
       fields: {
        name: string;
        type: string;
        autocomplete: string;
       }[];
      } | {
       id: string;
       name: string;
       /**
   * @description Open the page in the browser
   * @constant
   */
       kind: "redirect";
       /** Format: uri-reference */
       start: string;
      })[];
     };
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 logIn: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /** Format: email */
     email: string;
     /** Format: password */
     password: string;
     provider: "password";
     /**
   * @description Binds the session to one workspace, by id or slug
   * @example acme
   */
     workspace?: string;
     /**
   * @description Limits the session
   * @example notes:read notes:write
   */
     scope?: string;
     /**
   * @description How the refresh token travels: as a cookie that no script can read, or for native clients in the body
   * @default cookie
   * @enum {string}
   */
     transport?: "cookie" | "body";
     /**
   * Format: password
   * @description From an earlier login on this device, where no cookie carries it: with it, other people’s wrong guesses do not delay this login
   */
     device_token?: string;
    } | {
     /**
   * Format: password
   * @description Of the problem second_factor_required
   */
     challenge: string;
     /**
   * @description How the refresh token travels: as a cookie that no script can read, or for native clients in the body
   * @default cookie
   * @enum {string}
   */
     transport?: "cookie" | "body";
     /**
   * Format: password
   * @description From an earlier login on this device, where no cookie carries it: with it, other people’s wrong guesses do not delay this login
   */
     device_token?: string;
     provider: "totp";
     code: string;
    } | {
     /**
   * Format: password
   * @description Of the problem second_factor_required
   */
     challenge: string;
     /**
   * @description How the refresh token travels: as a cookie that no script can read, or for native clients in the body
   * @default cookie
   * @enum {string}
   */
     transport?: "cookie" | "body";
     /**
   * Format: password
   * @description From an earlier login on this device, where no cookie carries it: with it, other people’s wrong guesses do not delay this login
   */
     device_token?: string;
     provider: "recovery_code";
     code: string;
    } | {
     /**
   * @description Binds the session to one workspace, by id or slug
   * @example acme
   */
     workspace?: string;
     /**
   * @description Limits the session
   * @example notes:read notes:write
   */
     scope?: string;
     /**
   * @description How the refresh token travels: as a cookie that no script can read, or for native clients in the body
   * @default cookie
   * @enum {string}
   */
     transport?: "cookie" | "body";
     /**
   * Format: password
   * @description From an earlier login on this device, where no cookie carries it: with it, other people’s wrong guesses do not delay this login
   */
     device_token?: string;
     provider: "passkey";
     /**
   * Format: password
   * @description Of the problem second_factor_required
   */
     challenge?: string;
     answer: components["schemas"]["PasskeyAnswerInput"];
     /** @description Of the options, where they were asked for with the transport `body` */
     browser_secret?: string;
    } | {
     /**
   * @description Binds the session to one workspace, by id or slug
   * @example acme
   */
     workspace?: string;
     /**
   * @description Limits the session
   * @example notes:read notes:write
   */
     scope?: string;
     /**
   * @description How the refresh token travels: as a cookie that no script can read, or for native clients in the body
   * @default cookie
   * @enum {string}
   */
     transport?: "cookie" | "body";
     /**
   * Format: password
   * @description From an earlier login on this device, where no cookie carries it: with it, other people’s wrong guesses do not delay this login
   */
     device_token?: string;
     provider: "email_code";
     code: string;
     /** @description Of the answer to the request for the code, where its transport was `body` */
     browser_secret?: string;
    };
   };
  };
  responses: {
   /** @description An access token; its refresh token is here or in the cookie */
   200: {
    headers: {
     "Set-Cookie": components["headers"]["Set-Cookie"];
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["TokenResponse"];
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "invalid_proof";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "invalid_credentials" | "second_factor_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "account_deleted" | "password_too_short" | "not_a_member" | "origin_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 refresh: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** @description Empty where the cookie carries the token */
  requestBody?: {
   content: {
    /** @example {} */
    "application/json": {
     /** Format: password */
     refresh_token?: string;
    };
   };
  };
  responses: {
   /** @description An access token; its refresh token is here or in the cookie */
   200: {
    headers: {
     "Set-Cookie": components["headers"]["Set-Cookie"];
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["TokenResponse"];
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "invalid_token" | "session_ended";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "origin_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 logOut: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** @description Empty where the cookie carries the token */
  requestBody?: {
   content: {
    /** @example {} */
    "application/json": {
     /** Format: password */
     refresh_token?: string;
    };
   };
  };
  responses: {
   /** @description No Content */
   204: {
    headers: {
     "Set-Cookie": components["headers"]["Set-Cookie"];
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "origin_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 stepUp: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /** Format: password */
     refresh_token?: string;
     provider: "password";
     /** Format: email */
     email: string;
     /** Format: password */
     password: string;
    } | {
     /** Format: password */
     refresh_token?: string;
     provider: "email_code";
     code: string;
     /** @description Of the answer to the request for the code, where its transport was `body` */
     browser_secret?: string;
    } | {
     /** Format: password */
     refresh_token?: string;
     provider: "totp";
     code: string;
    } | {
     /** Format: password */
     refresh_token?: string;
     provider: "recovery_code";
     code: string;
    } | {
     /** Format: password */
     refresh_token?: string;
     provider: "passkey";
     answer: components["schemas"]["PasskeyAnswerInput"];
     /** @description Of the options, where they were asked for with the transport `body` */
     browser_secret?: string;
    };
   };
  };
  responses: {
   /** @description An access token; its refresh token is here or in the cookie */
   200: {
    headers: {
     "Set-Cookie": components["headers"]["Set-Cookie"];
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["TokenResponse"];
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "invalid_proof";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "invalid_credentials" | "invalid_token" | "session_ended";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "origin_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 askEmailCode: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * Format: email
   * @example owner@acme.test
   */
     email: string;
     /**
   * @description What the code is for: a new session, or a step-up in one that there is
   * @default sign_in
   * @enum {string}
   */
     purpose?: "sign_in" | "step_up";
     /**
   * @description How the secret that ties the code to this client travels: as a cookie that no script can read, or for native clients in the body
   * @default cookie
   * @enum {string}
   */
     transport?: "cookie" | "body";
     /** @description What the check of this installation asks for, such as the answer of a widget, by the name of its field */
     human?: {
      [key: string]: string;
     };
    };
   };
  };
  responses: {
   /** @description Accepted */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      status: "accepted";
      /** @description Where the transport is body: send it with the code */
      browser_secret?: string;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "email_codes_off" | "not_human" | "origin_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 listFactors: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Factors"];
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 beginTotp: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Created */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** Format: uuid */
      id: string;
      /** @description To type in: base32 */
      secret: string;
      /** @description To show as a QR code (otpauth:) */
      uri: string;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required" | "address_not_verified";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "conflict";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 confirmTotp: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path: {
    id: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     code: string;
    };
   };
  };
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** @description Each works once, in place of a factor. Shown this once. */
      recovery_codes?: string[];
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication" | "invalid_credentials";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 renewRecoveryCodes: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** @description Each works once, in place of a factor. Shown this once. */
      recovery_codes: string[];
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "conflict";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 removeFactor: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path: {
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 requestFactorRecovery: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * Format: email
   * @example owner@acme.test
   */
     email: string;
     /** @description What the check of this installation asks for, such as the answer of a widget, by the name of its field */
     human?: {
      [key: string]: string;
     };
    };
   };
  };
  responses: {
   /** @description Accepted */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      status: "accepted";
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "not_human";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 recoverFactors: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * Format: password
   * @description From the link that was mailed
   */
     token: string;
    };
   };
  };
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["FactorRecovery"];
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "invalid_proof";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 endFactorRecovery: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 askPasskey: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    /**
   * @example {
   *       "purpose": "sign_in"
   *     }
   */
    "application/json": {
     purpose: "sign_in";
     /**
   * @description How the secret that ties the answer to this client travels: as a cookie that no script can read, or for native clients in the body
   * @default cookie
   * @enum {string}
   */
     transport?: "cookie" | "body";
    } | {
     purpose: "second_factor";
     /**
   * Format: password
   * @description Of the problem second_factor_required
   */
     challenge: string;
     /**
   * @description How the secret that ties the answer to this client travels: as a cookie that no script can read, or for native clients in the body
   * @default cookie
   * @enum {string}
   */
     transport?: "cookie" | "body";
    } | {
     purpose: "step_up";
     /** Format: password */
     refresh_token?: string;
     /** @description Whether the authenticator has to verify its user; left out: where you have a passkey that does */
     verify?: boolean;
     /**
   * @description How the secret that ties the answer to this client travels: as a cookie that no script can read, or for native clients in the body
   * @default cookie
   * @enum {string}
   */
     transport?: "cookie" | "body";
    };
   };
  };
  responses: {
   /** @description OK */
   200: {
    headers: {
     "Set-Cookie": components["headers"]["Set-Cookie"];
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      options: components["schemas"]["PasskeyRequestOptions"];
      /** @description Where the transport is body: send it back with the answer */
      browser_secret?: string;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "invalid_proof";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "invalid_token";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "origin_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "conflict";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 beginPasskey: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    /** @example {} */
    "application/json": {
     /**
   * @description How the secret that ties the answer to this client travels: as a cookie that no script can read, or for native clients in the body
   * @default cookie
   * @enum {string}
   */
     transport?: "cookie" | "body";
    };
   };
  };
  responses: {
   /** @description Created */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      options: components["schemas"]["PasskeyCreationOptions"];
      /** @description Where the transport is body: send it back with the answer */
      browser_secret?: string;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required" | "address_not_verified" | "origin_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "conflict";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 confirmPasskey: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     passkey: components["schemas"]["MadePasskeyInput"];
     /** @description How you tell it apart */
     name: string;
     /** @description Of the options, where they were asked for with the transport `body` */
     browser_secret?: string;
    };
   };
  };
  responses: {
   /** @description Created */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** Format: uuid */
      id: string;
      /** @description Each works once, in place of a factor. Shown this once. */
      recovery_codes?: string[];
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "invalid_proof";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required" | "origin_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "conflict";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 renamePasskey: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path: {
    id: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    /**
   * @example {
   *       "name": "Key on my keyring"
   *     }
   */
    "application/json": {
     /** @description How you tell it apart */
     name: string;
    };
   };
  };
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 getRelatedOrigins: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      origins: string[];
     };
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 changePassword: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    /**
   * @example {
   *       "current_password": "correct horse battery staple",
   *       "new_password": "another four words here"
   *     }
   */
    "application/json": {
     /** Format: password */
     current_password: string;
     /**
   * Format: password
   * @description At least 15 characters; 8 where the installation asks everybody for a second factor, without a grace period
   */
     new_password: string;
    };
   };
  };
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "password_too_common";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "invalid_credentials";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 requestPasswordReset: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * Format: email
   * @example owner@acme.test
   */
     email: string;
     /** @description What the check of this installation asks for, such as the answer of a widget, by the name of its field */
     human?: {
      [key: string]: string;
     };
    };
   };
  };
  responses: {
   /** @description Accepted */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      status: "accepted";
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "not_human";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 resetPassword: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /** Format: password */
     token: string;
     /**
   * Format: password
   * @description At least 15 characters; 8 where the installation asks everybody for a second factor, without a grace period
   */
     password: string;
     /**
   * @description Keeps the personal access tokens; by default they end with everything else
   * @default false
   */
     keep_tokens?: boolean;
     /**
   * @description How the device token travels: as a cookie that no script can read, or for native clients in the body
   * @default cookie
   * @enum {string}
   */
     transport?: "cookie" | "body";
    };
   };
  };
  responses: {
   /** @description Where the transport is body */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** @description Keep it on this device, and send it with the next login */
      device_token: string;
     };
    };
   };
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "invalid_proof" | "password_too_common";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "origin_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 verifyEmail: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * Format: password
   * @description From the link that was mailed
   */
     token: string;
    };
   };
  };
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "invalid_proof";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 confirmEmail: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * Format: password
   * @description From the link that was mailed
   */
     token: string;
    };
   };
  };
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "invalid_proof";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 restoreEmail: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /** Format: password */
     token: string;
     /**
   * Format: password
   * @description At least 15 characters; 8 where the installation asks everybody for a second factor, without a grace period
   */
     password: string;
     /**
   * @description How the device token travels: as a cookie that no script can read, or for native clients in the body
   * @default cookie
   * @enum {string}
   */
     transport?: "cookie" | "body";
    };
   };
  };
  responses: {
   /** @description Where the transport is body */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** @description Keep it on this device, and send it with the next login */
      device_token: string;
     };
    };
   };
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "invalid_proof" | "password_too_common";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "origin_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 restoreAccount: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * Format: password
   * @description From the link that was mailed
   */
     token: string;
    };
   };
  };
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "invalid_proof";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 listSessions: {
  parameters: {
   query?: {
    /** @description The `next` of the previous page; absent: the first page */
    after?: string;
    /** @description At most how many */
    limit?: number;
   };
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      sessions: components["schemas"]["Session"][];
      /** @description The `after` of the next page; null: this is the last page */
      next: string | null;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 endOtherSessions: {
  parameters: {
   query: {
    others: "true";
   };
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      ended: number;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 endSession: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path: {
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 listTokens: {
  parameters: {
   query?: {
    /** @description The `next` of the previous page; absent: the first page */
    after?: string;
    /** @description At most how many */
    limit?: number;
   };
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      tokens: components["schemas"]["PersonalAccessToken"][];
      /** @description The `after` of the next page; null: this is the last page */
      next: string | null;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 createToken: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description Any text that you have not used before, for a day. Sent again by the same credential with the same request, nothing is made once more: the answer names what was made, as it is now; where it held a secret, or is gone, the answer is `409 already_done` with its `id`. */
    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /** @example nightly export */
     name: string;
     /** Format: date-time */
     expires_at: string;
     /**
   * @description Among your own; absent: all that your role grants
   * @example notes:read notes:write
   */
     scope?: string;
     /**
   * @example [
   *       "192.0.2.0/24",
   *       "2001:db8::/32"
   *     ]
   */
     networks?: (string)[];
    };
   };
  };
  responses: {
   /** @description Created */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["NewPersonalAccessToken"];
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required" | "lifetime_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "already_done";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   422: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 422;
      code: "idempotency_key_reused";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 rotateToken: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description Any text that you have not used before, for a day. Sent again by the same credential with the same request, nothing is made once more: the answer names what was made, as it is now; where it held a secret, or is gone, the answer is `409 already_done` with its `id`. */
    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
   };
   path: {
    id: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /** Format: date-time */
     expires_at: string;
    };
   };
  };
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["NewPersonalAccessToken"];
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required" | "lifetime_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "already_done";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   422: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 422;
      code: "idempotency_key_reused";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 revokeToken: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path: {
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 createWorkspace: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description Any text that you have not used before, for a day. Sent again by the same credential with the same request, nothing is made once more: the answer names what was made, as it is now; where it held a secret, or is gone, the answer is `409 already_done` with its `id`. */
    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * @description Its name in URLs and headers
   * @example acme
   */
     slug: string;
     /** @example Acme */
     name: string;
    };
   };
  };
  responses: {
   /** @description Created */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** Format: uuid */
      id: string;
      slug: string;
      name: string;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required" | "workspace_creation_closed" | "address_not_verified";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "already_done" | "too_many_workspaces" | "slug_taken" | "refused_by_application";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   422: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 422;
      code: "idempotency_key_reused";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 deleteWorkspace: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description The versions, in quotes, that what is changed may have: as lists say, and of the workspace and its rules the `ETag` of `GET /v1/workspace/settings`. Where it has another by now, the answer is 412 and nothing is changed (RFC 9110 section 13.1.1). */
    "If-Match"?: components["parameters"]["IfMatch"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * Format: date-time
   * @description When it is erased, unless somebody restores it
   */
      erase_at: string;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "refused_by_application";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   412: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 412;
      code: "precondition_failed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 changeWorkspace: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description The versions, in quotes, that what is changed may have: as lists say, and of the workspace and its rules the `ETag` of `GET /v1/workspace/settings`. Where it has another by now, the answer is 412 and nothing is changed (RFC 9110 section 13.1.1). */
    "If-Match"?: components["parameters"]["IfMatch"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /** @example Acme */
     name?: string;
     /** @description The former one goes on for 30 days, and is never given to another workspace */
     slug?: string;
    };
   };
  };
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "person_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "slug_taken";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   412: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 412;
      code: "precondition_failed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 restoreWorkspace: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path: {
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 getWorkspaceSettings: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** @description How long personal access tokens and grants may live, those too that exist already */
      longest_token_seconds: number;
      /** @description How long ago people may have signed in; null: as long as their sessions last */
      longest_session_seconds: number | null;
      /**
   * @description The only networks that the workspace is entered from; yours is among them; null: any
   * @example [
   *       "192.0.2.0/24",
   *       "2001:db8::/32"
   *     ]
   */
      networks: (string)[] | null;
      /**
   * @description The only domains whose addresses are invited; null: any
   * @example [
   *       "acme.test"
   *     ]
   */
      email_domains: string[] | null;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 setWorkspaceSettings: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description The versions, in quotes, that what is changed may have: as lists say, and of the workspace and its rules the `ETag` of `GET /v1/workspace/settings`. Where it has another by now, the answer is 412 and nothing is changed (RFC 9110 section 13.1.1). */
    "If-Match"?: components["parameters"]["IfMatch"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /** @description How long personal access tokens and grants may live, those too that exist already */
     longest_token_seconds: number;
     /** @description How long ago people may have signed in; null: as long as their sessions last */
     longest_session_seconds: number | null;
     /**
   * @description The only networks that the workspace is entered from; yours is among them; null: any
   * @example [
   *       "192.0.2.0/24",
   *       "2001:db8::/32"
   *     ]
   */
     networks: (string)[] | null;
     /**
   * @description The only domains whose addresses are invited; null: any
   * @example [
   *       "acme.test"
   *     ]
   */
     email_domains: string[] | null;
    };
   };
  };
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "person_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "shuts_you_out";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   412: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 412;
      code: "precondition_failed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 listWorkspaceApps: {
  parameters: {
   query?: {
    /** @description The `next` of the previous page; absent: the first page */
    after?: string;
    /** @description At most how many */
    limit?: number;
   };
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      apps: components["schemas"]["WorkspaceApp"][];
      /** @description The `after` of the next page; null: this is the last page */
      next: string | null;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 listMemberTokens: {
  parameters: {
   query?: {
    /** @description The `next` of the previous page; absent: the first page */
    after?: string;
    /** @description At most how many */
    limit?: number;
    /** @description Of this user alone */
    member?: string;
   };
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      tokens: components["schemas"]["MemberToken"][];
      /** @description The `after` of the next page; null: this is the last page */
      next: string | null;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 revokeMemberToken: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path: {
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "person_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 getWorkspacePolicy: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** @description The level of assurance that sessions of members must have proved, and that members must be able to prove for every other credential of theirs: 2, two factors; 3, a passkey; null: none */
      required_assurance: number | null;
      /** @description How long members have for it, from when they were told, or joined */
      grace_seconds: number;
      /** @description The level that counts of the credential of this request */
      proved: number;
      /** @description From when on it does not enter, by the policy of the workspace or of the installation; null: it meets both */
      due_at: string | null;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "person_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 setWorkspacePolicy: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /** @description The level of assurance that sessions of members must have proved, and that members must be able to prove for every other credential of theirs: 2, two factors; 3, a passkey; null: none */
     required_assurance: number | null;
     /** @description How long members have for it, from when they were told, or joined */
     grace_seconds: number;
    };
   };
  };
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "person_required" | "insufficient_scope" | "assurance_unavailable";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "shuts_you_out";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 listUnprovedMembers: {
  parameters: {
   query?: {
    /** @description The `next` of the previous page; absent: the first page */
    after?: string;
    /** @description At most how many */
    limit?: number;
   };
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      members: components["schemas"]["UnprovedMember"][];
      /** @description The `after` of the next page; null: this is the last page */
      next: string | null;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 waivePolicy: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path: {
    /** @description The id of the user */
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** Format: date-time */
      ends_at: string;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "person_required" | "insufficient_scope" | "assurance_unavailable" | "another_person_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "shuts_you_out";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 listRoles: {
  parameters: {
   query?: {
    /** @description The `next` of the previous page; absent: the first page */
    after?: string;
    /** @description At most how many */
    limit?: number;
   };
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      roles: components["schemas"]["Role"][];
      /** @description The `after` of the next page; null: this is the last page */
      next: string | null;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 createRole: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description Any text that you have not used before, for a day. Sent again by the same credential with the same request, nothing is made once more: the answer names what was made, as it is now; where it held a secret, or is gone, the answer is `409 already_done` with its `id`. */
    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * @description No other role has it
   * @example member
   */
     name: string;
     /**
   * @description Among your own
   * @example [
   *       "notes:read"
   *     ]
   */
     scopes: string[];
    };
   };
  };
  responses: {
   /** @description Created */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** Format: uuid */
      id: string;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "person_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "conflict";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   422: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 422;
      code: "idempotency_key_reused";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 removeRole: {
  parameters: {
   query?: {
    /** @description The id of another role; absent: nobody has this one */
    replacement?: string;
   };
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description The versions, in quotes, that what is changed may have: as lists say, and of the workspace and its rules the `ETag` of `GET /v1/workspace/settings`. Where it has another by now, the answer is 412 and nothing is changed (RFC 9110 section 13.1.1). */
    "If-Match"?: components["parameters"]["IfMatch"];
   };
   path: {
    /** @description The id of the role */
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "person_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "role_in_use";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   412: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 412;
      code: "precondition_failed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 changeRole: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description The versions, in quotes, that what is changed may have: as lists say, and of the workspace and its rules the `ETag` of `GET /v1/workspace/settings`. Where it has another by now, the answer is 412 and nothing is changed (RFC 9110 section 13.1.1). */
    "If-Match"?: components["parameters"]["IfMatch"];
   };
   path: {
    /** @description The id of the role */
    id: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * @description Among your own
   * @example [
   *       "notes:read"
   *     ]
   */
     scopes: string[];
    };
   };
  };
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "person_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   412: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 412;
      code: "precondition_failed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 listMembers: {
  parameters: {
   query?: {
    /** @description The `next` of the previous page; absent: the first page */
    after?: string;
    /** @description At most how many */
    limit?: number;
    /** @description Only those whose address or name, or the last word of it, begins with this text */
    search?: string;
   };
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      members: components["schemas"]["Member"][];
      /** @description The `after` of the next page; null: this is the last page */
      next: string | null;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 getMember: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path: {
    /** @description The id of the user */
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Member"];
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 removeMember: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description The versions, in quotes, that what is changed may have: as lists say, and of the workspace and its rules the `ETag` of `GET /v1/workspace/settings`. Where it has another by now, the answer is 412 and nothing is changed (RFC 9110 section 13.1.1). */
    "If-Match"?: components["parameters"]["IfMatch"];
   };
   path: {
    /** @description The id of the user */
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "person_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "last_owner";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   412: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 412;
      code: "precondition_failed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 changeMemberRole: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description The versions, in quotes, that what is changed may have: as lists say, and of the workspace and its rules the `ETag` of `GET /v1/workspace/settings`. Where it has another by now, the answer is 412 and nothing is changed (RFC 9110 section 13.1.1). */
    "If-Match"?: components["parameters"]["IfMatch"];
   };
   path: {
    /** @description The id of the user */
    id: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * @description One of the workspace, with no scope that you lack
   * @example member
   */
     role?: string;
     /** @description Instead of role: several */
     roles?: string[];
    };
   };
  };
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "person_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "last_owner";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   412: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 412;
      code: "precondition_failed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 transferOwnership: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path: {
    /** @description The id of the user */
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "person_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 resendInvitation: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path: {
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** Format: date-time */
      expires_at: string;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "person_required" | "address_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "conflict";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 declineInvitation: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * Format: password
   * @description From the link that was mailed
   */
     token: string;
    };
   };
  };
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "invalid_proof";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required" | "invitation_for_another";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 listInvitations: {
  parameters: {
   query?: {
    /** @description The `next` of the previous page; absent: the first page */
    after?: string;
    /** @description At most how many */
    limit?: number;
   };
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      invitations: components["schemas"]["Invitation"][];
      /** @description The `after` of the next page; null: this is the last page */
      next: string | null;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 inviteMember: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description Any text that you have not used before, for a day. Sent again by the same credential with the same request, nothing is made once more: the answer names what was made, as it is now; where it held a secret, or is gone, the answer is `409 already_done` with its `id`. */
    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * Format: email
   * @example ada@acme.test
   */
     email: string;
     /**
   * @description One of the workspace, with no scope that you lack
   * @example member
   */
     role: string;
    };
   };
  };
  responses: {
   /** @description Created */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** Format: uuid */
      id: string;
      /** Format: date-time */
      expires_at: string;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "person_required" | "address_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "already_done" | "conflict";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   422: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 422;
      code: "idempotency_key_reused";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 inviteMembers: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description Any text that you have not used before, for a day. Sent again by the same credential with the same request, nothing is made once more: the answer names what was made, as it is now; where it held a secret, or is gone, the answer is `409 already_done` with its `id`. */
    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * @example [
   *       "ada@acme.test",
   *       "ben@acme.test"
   *     ]
   */
     emails: string[];
     /**
   * @description One of the workspace, with no scope that you lack
   * @example member
   */
     role: string;
    };
   };
  };
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      invitations: components["schemas"]["InvitationAnswer"][];
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "person_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "already_done";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   422: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 422;
      code: "idempotency_key_reused";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 revokeInvitation: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path: {
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "person_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 acceptInvitation: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * Format: password
   * @description From the link that was mailed
   */
     token: string;
    };
   };
  };
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** Format: uuid */
      workspace_id: string;
      role: string;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "invalid_proof";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required" | "invitation_for_another";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "conflict" | "refused_by_application";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 listInvitationLinks: {
  parameters: {
   query?: {
    /** @description The `next` of the previous page; absent: the first page */
    after?: string;
    /** @description At most how many */
    limit?: number;
   };
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      links: components["schemas"]["InvitationLink"][];
      /** @description The `after` of the next page; null: this is the last page */
      next: string | null;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 createInvitationLink: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description Any text that you have not used before, for a day. Sent again by the same credential with the same request, nothing is made once more: the answer names what was made, as it is now; where it held a secret, or is gone, the answer is `409 already_done` with its `id`. */
    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * @description One of the workspace, with no scope that you lack, and without `owners:write`
   * @example member
   */
     role: string;
     /**
   * @description How many people may join by it
   * @example 25
   */
     max_uses: number;
     /**
   * Format: date-time
   * @description Within 30 days
   */
     expires_at: string;
     /**
   * @description The only domain whose addresses it admits; absent: any
   * @example acme.test
   */
     email_domain?: string;
    };
   };
  };
  responses: {
   /** @description Created */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["NewInvitationLink"];
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required" | "lifetime_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "session_required" | "address_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "already_done" | "too_many_links";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   422: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 422;
      code: "idempotency_key_reused";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 revokeInvitationLink: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path: {
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "person_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 acceptInvitationLink: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * Format: password
   * @description From the link
   */
     token: string;
    };
   };
  };
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** Format: uuid */
      workspace_id: string;
      role: string;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "invalid_proof";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required" | "address_not_verified" | "address_not_allowed" | "former_member";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "conflict";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 listServiceKeys: {
  parameters: {
   query?: {
    /** @description The `next` of the previous page; absent: the first page */
    after?: string;
    /** @description At most how many */
    limit?: number;
   };
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path: {
    /** @description The id of the service */
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      keys: components["schemas"]["ServiceKey"][];
      /** @description The `after` of the next page; null: this is the last page */
      next: string | null;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 createServiceKey: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description Any text that you have not used before, for a day. Sent again by the same credential with the same request, nothing is made once more: the answer names what was made, as it is now; where it held a secret, or is gone, the answer is `409 already_done` with its `id`. */
    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
   };
   path: {
    /** @description The id of the service */
    id: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /** Format: date-time */
     expires_at: string;
     /**
   * @example [
   *       "192.0.2.0/24",
   *       "2001:db8::/32"
   *     ]
   */
     networks?: (string)[];
     /** @description A JWK, whose private half the service signs assertions with (RFC 7523); absent: a secret is made */
     public_key?: {
      kty: string;
     } & {
      [key: string]: unknown;
     };
    };
   };
  };
  responses: {
   /** @description Created */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["NewServiceKey"];
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required" | "lifetime_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "already_done" | "too_many_keys";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   422: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 422;
      code: "idempotency_key_reused";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 revokeServiceKey: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path: {
    /** @description The id of the key */
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 listServices: {
  parameters: {
   query?: {
    /** @description The `next` of the previous page; absent: the first page */
    after?: string;
    /** @description At most how many */
    limit?: number;
   };
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      services: components["schemas"]["Service"][];
      /** @description The `after` of the next page; null: this is the last page */
      next: string | null;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 createService: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description Any text that you have not used before, for a day. Sent again by the same credential with the same request, nothing is made once more: the answer names what was made, as it is now; where it held a secret, or is gone, the answer is `409 already_done` with its `id`. */
    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /** @example nightly import */
     name: string;
     /**
   * @description Among your own
   * @example [
   *       "notes:read"
   *     ]
   */
     scopes: string[];
    };
   };
  };
  responses: {
   /** @description Created */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** Format: uuid */
      id: string;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "too_many_services";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   422: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 422;
      code: "idempotency_key_reused";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 removeService: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description The versions, in quotes, that what is changed may have: as lists say, and of the workspace and its rules the `ETag` of `GET /v1/workspace/settings`. Where it has another by now, the answer is 412 and nothing is changed (RFC 9110 section 13.1.1). */
    "If-Match"?: components["parameters"]["IfMatch"];
   };
   path: {
    /** @description The id of the service */
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   412: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 412;
      code: "precondition_failed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 changeService: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description The versions, in quotes, that what is changed may have: as lists say, and of the workspace and its rules the `ETag` of `GET /v1/workspace/settings`. Where it has another by now, the answer is 412 and nothing is changed (RFC 9110 section 13.1.1). */
    "If-Match"?: components["parameters"]["IfMatch"];
   };
   path: {
    /** @description The id of the service */
    id: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /** @example nightly import */
     name?: string;
     /**
   * @description Among your own
   * @example [
   *       "notes:read"
   *     ]
   */
     scopes?: string[];
     /** @description False: its keys and access tokens are refused at once */
     enabled?: boolean;
    };
   };
  };
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   412: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 412;
      code: "precondition_failed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 listWebhooks: {
  parameters: {
   query?: {
    /** @description The `next` of the previous page; absent: the first page */
    after?: string;
    /** @description At most how many */
    limit?: number;
   };
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      webhooks: components["schemas"]["Webhook"][];
      /** @description The `after` of the next page; null: this is the last page */
      next: string | null;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 createWebhook: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description Any text that you have not used before, for a day. Sent again by the same credential with the same request, nothing is made once more: the answer names what was made, as it is now; where it held a secret, or is gone, the answer is `409 already_done` with its `id`. */
    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * Format: uri
   * @example https://example.com/rowseal
   */
     url: string;
     /**
   * @description Absent: all
   * @example [
   *       "member_added",
   *       "member_removed"
   *     ]
   */
     kinds?: string[];
    };
   };
  };
  responses: {
   /** @description Created */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["NewWebhookSecret"];
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "already_done" | "too_many_webhooks";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   422: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 422;
      code: "idempotency_key_reused";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 rotateWebhookSecret: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description Any text that you have not used before, for a day. Sent again by the same credential with the same request, nothing is made once more: the answer names what was made, as it is now; where it held a secret, or is gone, the answer is `409 already_done` with its `id`. */
    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
   };
   path: {
    /** @description The id of the webhook */
    id: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * Format: date-time
   * @description Within thirty days
   */
     former_ends_at?: string;
    };
   };
  };
  responses: {
   /** @description Created */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["NewWebhookSecret"];
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required" | "lifetime_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "already_done";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   422: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 422;
      code: "idempotency_key_reused";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 listWebhookDeliveries: {
  parameters: {
   query?: {
    /** @description The `next` of the previous page; absent: the first page */
    after?: string;
    /** @description At most how many */
    limit?: number;
   };
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path: {
    /** @description The id of the webhook */
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      deliveries: components["schemas"]["WebhookDelivery"][];
      /** @description The `after` of the next page; null: this is the last page */
      next: string | null;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 testWebhook: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path: {
    /** @description The id of the webhook */
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Accepted */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** Format: uuid */
      delivery_id: string;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 removeWebhook: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description The versions, in quotes, that what is changed may have: as lists say, and of the workspace and its rules the `ETag` of `GET /v1/workspace/settings`. Where it has another by now, the answer is 412 and nothing is changed (RFC 9110 section 13.1.1). */
    "If-Match"?: components["parameters"]["IfMatch"];
   };
   path: {
    /** @description The id of the webhook */
    id: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   412: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 412;
      code: "precondition_failed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 changeWebhook: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
    /** @description The versions, in quotes, that what is changed may have: as lists say, and of the workspace and its rules the `ETag` of `GET /v1/workspace/settings`. Where it has another by now, the answer is 412 and nothing is changed (RFC 9110 section 13.1.1). */
    "If-Match"?: components["parameters"]["IfMatch"];
   };
   path: {
    /** @description The id of the webhook */
    id: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /**
   * Format: uri
   * @example https://example.com/rowseal
   */
     url?: string;
     /** @description null: all */
     kinds?: string[] | null;
     /** @description False: nothing more is sent, and what waits is dropped */
     enabled?: boolean;
    };
   };
  };
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "workspace_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   412: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 412;
      code: "precondition_failed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 getMe: {
  parameters: {
   query?: {
    /** @description The `next` of the previous page; absent: the first page */
    after?: string;
    /** @description At most how many */
    limit?: number;
   };
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The caller */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Me"];
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 changeName: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    /**
   * @example {
   *       "name": "Ada Lovelace"
   *     }
   */
    "application/json": {
     /** @description Null: none */
     name: string | null;
    };
   };
  };
  responses: {
   /** @description No Content */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 resendVerification: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: {
   content: {
    /** @example {} */
    "application/json": {
     /** @description What the check of this installation asks for, such as the answer of a widget, by the name of its field */
     human?: {
      [key: string]: string;
     };
    };
   };
  };
  responses: {
   /** @description Accepted */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description accepted: what was mailed before is void
   * @enum {string}
   */
      status: "accepted" | "already_verified";
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required" | "not_human";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 changeEmail: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    /**
   * @example {
   *       "email": "ada@example.com",
   *       "current_password": "correct horse battery staple"
   *     }
   */
    "application/json": {
     /** Format: email */
     email: string;
     /**
   * Format: password
   * @description Left out: the session has proved within the last minutes who is asking, by signing in
   */
     current_password?: string;
    };
   };
  };
  responses: {
   /** @description Accepted */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      status: "accepted";
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "invalid_credentials" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "conflict";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 deleteAccount: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    /**
   * @example {
   *       "current_password": "correct horse battery staple"
   *     }
   */
    "application/json": {
     /**
   * Format: password
   * @description Left out: the session has proved within the last minutes who is asking, by signing in
   */
     current_password?: string;
    };
   };
  };
  responses: {
   /** @description Accepted */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * Format: date-time
   * @description When it is erased, unless you restore it
   */
      erase_at: string;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "invalid_credentials" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   409: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 409;
      code: "last_owner" | "refused_by_application";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 requestExport: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    /**
   * @example {
   *       "current_password": "correct horse battery staple"
   *     }
   */
    "application/json": {
     /**
   * Format: password
   * @description Left out: the session has proved within the last minutes who is asking, by signing in
   */
     current_password?: string;
    };
   };
  };
  responses: {
   /** @description Created */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** Format: password */
      token: string;
      /** Format: date-time */
      expires_at: string;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required" | "invalid_credentials" | "insufficient_user_authentication";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 fetchExport: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /** Format: password */
     token: string;
    };
   };
  };
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      workspaces: ({
       /** Format: uuid */
       id: string;
       slug: string;
      } & {
       [key: string]: unknown;
      })[];
     } & {
      [key: string]: unknown;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input" | "invalid_proof";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "session_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown" | "maintenance";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 getHealth: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      status: "ok";
     };
    };
   };
  };
 };
 getReadiness: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      status: "ok";
     };
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "unavailable";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 getKeys: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A JWK set */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/jwk-set+json": {
      keys: ({
       kty: string;
       kid: string;
       alg: string;
      } & {
       [key: string]: unknown;
      })[];
     };
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 getWellKnownOpenidConfiguration: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      issuer: string;
     } & {
      [key: string]: unknown;
     };
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 getWellKnownOauthAuthorizationServer: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      issuer: string;
     } & {
      [key: string]: unknown;
     };
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 getWellKnownOauthProtectedResource: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      resource: string;
     } & {
      [key: string]: unknown;
     };
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 getUserinfo: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** Format: uuid */
      sub: string;
     } & {
      [key: string]: unknown;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 postUserinfo: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/x-www-form-urlencoded": ({
     /** @description Instead of the Authorization header (RFC 6750 section 2.2) */
     access_token?: string;
    } & {
     [key: string]: unknown;
    }) | null;
   };
  };
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** Format: uuid */
      sub: string;
     } & {
      [key: string]: unknown;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed" | "insufficient_scope";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
 authorize: {
  parameters: {
   query?: {
    response_type?: string | string[];
    response_mode?: string | string[];
    client_id?: string | string[];
    redirect_uri?: string | string[];
    scope?: string | string[];
    state?: string | string[];
    code_challenge?: string | string[];
    code_challenge_method?: string | string[];
    resource?: string | string[];
    nonce?: string | string[];
    prompt?: string | string[];
    max_age?: string | string[];
    id_token_hint?: string | string[];
    claims?: string | string[];
    login_hint?: string | string[];
    ui_locales?: string | string[];
   };
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page that moves on to where the person signs in and consents; or a form that goes to the redirect URI */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description To the redirect URI of the client: what is wrong with the request (RFC 6749 section 4.1.2.1) */
   303: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   /** @description The client is unknown, the redirect URI is not registered for it, or the request is malformed: nobody is redirected */
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description The form is too large */
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description The body is not a form */
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description Too many requests */
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description Something went wrong on our side */
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description The database or another server cannot be reached, or the server is overloaded */
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
  };
 };
 postAuthorization: {
  parameters: {
   query?: {
    response_type?: string | string[];
    response_mode?: string | string[];
    client_id?: string | string[];
    redirect_uri?: string | string[];
    scope?: string | string[];
    state?: string | string[];
    code_challenge?: string | string[];
    code_challenge_method?: string | string[];
    resource?: string | string[];
    nonce?: string | string[];
    prompt?: string | string[];
    max_age?: string | string[];
    id_token_hint?: string | string[];
    claims?: string | string[];
    login_hint?: string | string[];
    ui_locales?: string | string[];
   };
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: {
   content: {
    "application/x-www-form-urlencoded": {
     response_type?: string | string[];
     response_mode?: string | string[];
     client_id?: string | string[];
     redirect_uri?: string | string[];
     scope?: string | string[];
     state?: string | string[];
     code_challenge?: string | string[];
     code_challenge_method?: string | string[];
     resource?: string | string[];
     nonce?: string | string[];
     prompt?: string | string[];
     max_age?: string | string[];
     id_token_hint?: string | string[];
     claims?: string | string[];
     login_hint?: string | string[];
     ui_locales?: string | string[];
    } & {
     [key: string]: string | string[];
    };
   };
  };
  responses: {
   /** @description A page that moves on to where the person signs in and consents; or a form that goes to the redirect URI */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description To the redirect URI of the client: what is wrong with the request (RFC 6749 section 4.1.2.1) */
   303: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   /** @description The client is unknown, the redirect URI is not registered for it, or the request is malformed: nobody is redirected */
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description The form is too large */
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description The body is not a form */
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description Too many requests */
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description Something went wrong on our side */
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description The database or another server cannot be reached, or the server is overloaded */
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
  };
 };
 requestLogout: {
  parameters: {
   query?: {
    id_token_hint?: string | string[];
    logout_hint?: string | string[];
    client_id?: string | string[];
    post_logout_redirect_uri?: string | string[];
    state?: string | string[];
    ui_locales?: string | string[];
   };
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page that moves on to where the person signs out */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description The ID token is none of ours, or the address is not registered for the client: nobody is sent anywhere */
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description The form is too large */
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description The body is no form */
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description Too many requests */
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description Something went wrong on our side */
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description The database or another server cannot be reached, or the server is overloaded */
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
  };
 };
 postLogout: {
  parameters: {
   query?: {
    id_token_hint?: string | string[];
    logout_hint?: string | string[];
    client_id?: string | string[];
    post_logout_redirect_uri?: string | string[];
    state?: string | string[];
    ui_locales?: string | string[];
   };
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: {
   content: {
    "application/x-www-form-urlencoded": {
     id_token_hint?: string | string[];
     logout_hint?: string | string[];
     client_id?: string | string[];
     post_logout_redirect_uri?: string | string[];
     state?: string | string[];
     ui_locales?: string | string[];
    } & {
     [key: string]: string | string[];
    };
   };
  };
  responses: {
   /** @description A page that moves on to where the person signs out */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description The ID token is none of ours, or the address is not registered for the client: nobody is sent anywhere */
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description The form is too large */
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description The body is no form */
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description Too many requests */
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description Something went wrong on our side */
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description The database or another server cannot be reached, or the server is overloaded */
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
  };
 };
 registerClient: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /** @default An application */
     client_name?: string;
     /** @default [] */
     redirect_uris?: string[];
     /**
   * @default client_secret_basic
   * @enum {string}
   */
     token_endpoint_auth_method?: "none" | "client_secret_basic" | "client_secret_post" | "private_key_jwt";
     /**
   * @description Beside authorization_code; the answer says which the client has
   * @default [
   *       "authorization_code",
   *       "refresh_token"
   *     ]
   */
     grant_types?: string[];
     /**
   * @default [
   *       "code"
   *     ]
   */
     response_types?: "code"[];
     scope?: string;
     jwks?: {
      keys: ({
       kty: "EC" | "OKP" | "RSA";
       d?: unknown;
       k?: unknown;
      } & {
       [key: string]: unknown;
      })[];
     };
     /**
   * @default RS256
   * @enum {string}
   */
     id_token_signed_response_alg?: "RS256" | "EdDSA";
     /** @description https; anything else is left out. Stored, but shown only for clients that an operator registered */
     logo_uri?: string;
     /** @default [] */
     post_logout_redirect_uris?: string[];
     backchannel_logout_uri?: string;
     /** @description `sid` is sent in any case */
     backchannel_logout_session_required?: boolean;
    } & {
     [key: string]: unknown;
    };
   };
  };
  responses: {
   /** @description Created */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      client_id: string;
     } & {
      [key: string]: unknown;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "invalid_redirect_uri" | "invalid_client_metadata";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "access_denied";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "invalid_request";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "server_error";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "temporarily_unavailable" | "outcome_unknown";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
  };
 };
 exchangeGrant: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/x-www-form-urlencoded": {
     client_id?: string;
     client_secret?: string;
     client_assertion?: string;
     client_assertion_type?: string;
     grant_type?: string;
     code?: string;
     redirect_uri?: string;
     code_verifier?: string;
     refresh_token?: string;
     scope?: string;
     resource?: string;
    };
   };
  };
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      access_token: string;
      token_type: "Bearer";
      expires_in: number;
      scope: string;
      refresh_token?: string;
      id_token?: string;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "invalid_request" | "invalid_grant" | "unauthorized_client" | "unsupported_grant_type" | "invalid_scope" | "invalid_target";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "invalid_client";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "invalid_request" | "invalid_client";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "server_error";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "temporarily_unavailable" | "outcome_unknown";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
  };
 };
 revokeGrant: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/x-www-form-urlencoded": {
     client_id?: string;
     client_secret?: string;
     client_assertion?: string;
     client_assertion_type?: string;
     token?: string;
     token_type_hint?: string;
    };
   };
  };
  responses: {
   /** @description Revoked, or nothing to revoke */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "invalid_request";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "invalid_client";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "invalid_request" | "invalid_client";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "server_error";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "temporarily_unavailable" | "outcome_unknown";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
  };
 };
 introspectToken: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/x-www-form-urlencoded": {
     client_id?: string;
     client_secret?: string;
     client_assertion?: string;
     client_assertion_type?: string;
     token?: string;
     token_type_hint?: string;
    };
   };
  };
  responses: {
   /** @description OK */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      active: boolean;
     } & {
      [key: string]: unknown;
     };
    };
   };
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "invalid_request";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "invalid_client";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "invalid_request" | "invalid_client";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "server_error";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
   * @description Which error: branch on this
   * @enum {string}
   */
      error: "temporarily_unavailable" | "outcome_unknown";
      /** @description What is wrong with this request */
      error_description: string;
     };
    };
   };
  };
 };
 startProviderLogin: {
  parameters: {
   query?: {
    request?: string;
   };
   header?: never;
   path: {
    provider: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description To the provider */
   303: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   /** @description The URL is malformed */
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description There is no such provider, or it is disabled */
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   /** @description Too many requests */
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description Something went wrong on our side */
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description The database or another server cannot be reached, or the server is overloaded */
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
  };
 };
 finishProviderLogin: {
  parameters: {
   query?: {
    state?: string | string[];
    code?: string | string[];
    iss?: string | string[];
    error?: string | string[];
   };
   header?: never;
   path: {
    provider: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page that moves on, signed in */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description The answer of the provider is not valid, was used already, or belongs to another browser */
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description Nobody can sign in here with this identity */
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description There is no such provider, or it is disabled */
   404: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 404;
      code: "not_found";
     } & {
      [key: string]: unknown;
     });
    };
   };
   /** @description Too many requests */
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description Something went wrong on our side */
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
   /** @description The database or another server cannot be reached, or the server is overloaded */
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
  };
 };
 graphql: {
  parameters: {
   query?: never;
   header?: {
    /** @description The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when. */
    "X-Rowseal-Workspace"?: components["parameters"]["Workspace"];
   };
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /** @example { __typename } */
     query: string;
     variables?: {
      [key: string]: unknown;
     } | null;
     operationName?: string | null;
    } & {
     [key: string]: unknown;
    };
   };
  };
  responses: {
   /** @description The data requested, or errors of fields */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["GraphqlAnswer"];
     "application/graphql-response+json": components["schemas"]["GraphqlAnswer"];
    };
   };
   /**
  * @description Not a GraphQL request, or:
  *     - `invalid_input`: The request is not valid
  */
   400: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["GraphqlAnswer"];
     "application/graphql-response+json": components["schemas"]["GraphqlAnswer"];
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 400;
      code: "invalid_input";
     } & {
      [key: string]: unknown;
     });
    };
   };
   401: {
    headers: {
     "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 401;
      code: "authentication_required" | "invalid_token" | "session_ended" | "session_too_old" | "assurance_required";
     } & {
      [key: string]: unknown;
     });
    };
   };
   403: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 403;
      code: "second_factor_missing" | "not_a_member" | "workspace_mismatch" | "network_not_allowed";
     } & {
      [key: string]: unknown;
     });
    };
   };
   410: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 410;
      code: "workspace_deleted";
     } & {
      [key: string]: unknown;
     });
    };
   };
   413: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 413;
      code: "payload_too_large";
     } & {
      [key: string]: unknown;
     });
    };
   };
   415: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 415;
      code: "unsupported_media_type";
     } & {
      [key: string]: unknown;
     });
    };
   };
   429: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 429;
      code: "too_many_attempts";
     } & {
      [key: string]: unknown;
     });
    };
   };
   500: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 500;
      code: "internal";
     } & {
      [key: string]: unknown;
     });
    };
   };
   503: {
    headers: {
     "Retry-After": components["headers"]["Retry-After"];
     [name: string]: unknown;
    };
    content: {
     "application/problem+json": components["schemas"]["Problem"] & ({
      status: 503;
      code: "overloaded" | "recovery_needed" | "timeout" | "unavailable" | "outcome_unknown";
     } & {
      [key: string]: unknown;
     });
    };
   };
  };
 };
}
