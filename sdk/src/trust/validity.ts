/** When a certificate holds. */
export interface Validity {
  notBefore: Date;
  notAfter: Date;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A peer's clock may be this far behind the issuer's. */
const BACKDATED = 5 * MINUTE;

/** Holds from five minutes ago for so many hours from now, and never longer than `limit`, its signer's end. */
export function validityFrom(now: Date, hours: number, limit?: Date): Validity {
  const end = now.getTime() + hours * HOUR;
  return {
    notBefore: wholeSeconds(now.getTime() - BACKDATED),
    notAfter: wholeSeconds(limit === undefined ? end : Math.min(end, limit.getTime())),
  };
}

/** Whether two thirds of a certificate's life are over, which leaves one third for a renewal that fails at first. */
export function renewalDue(notBefore: Date, notAfter: Date, now: Date): boolean {
  const life = notAfter.getTime() - notBefore.getTime();
  return now.getTime() >= notBefore.getTime() + (life * 2) / 3;
}

/** X.509 counts in seconds (RFC 5280 4.1.2.5), so that what we say is what the certificate says. */
const wholeSeconds = (time: number): Date => new Date(Math.floor(time / 1000) * 1000);
