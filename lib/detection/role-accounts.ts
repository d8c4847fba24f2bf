/** Names of functions, not of people. Guessing lists begin with them, and scanners try them everywhere. */
export const ROLE_NAMES: ReadonlySet<string> = new Set(
  `abuse accounting accounts admin administrator alerts api archive backup billing board booking bookings bot broadcast
   career careers cloud compliance conference contact customerservice database dba default demo dev developer devops
   dispatch dns enquiries events exchange facilities fax feedback finance frontdesk ftp guest hello help helpdesk
   helpline hosting hostmaster hr hradmin info inquiries invoice invoices it itsupport jobs kiosk legal mail mailer
   mailer-daemon manager marketing media meeting meetingroom monitor monitoring news newsletter no-reply noc noreply
   office operations operator order orders payroll postmaster ppc pr press printer privacy purchasing reception
   recruiting register registrar reply reports reservations returns root sales scan scanner scans secretary security
   server service servicedesk shared shipping sharepoint shop soc spam sql staff stats subscribe support sync sysadmin
   sysop system team tech test testing training travel user vendor voicemail vpn warehouse web webmail webmaster
   website welcome workflow`
    .trim()
    .split(/\s+/),
);

/** `svc-backup`, `sa_sql`, `adm.smith`, `room-12`: what people name accounts that are nobody's. */
export const ROLE_PREFIX =
  /^(?:svc|srv|sa|adm|admin|service|sys|app|api|bot|room|mtg|conf|shared|sync|sql|msol)[._-]/;
