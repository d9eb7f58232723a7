const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const DNS_NAME = new RegExp(`^(?:${LABEL}\\.)*${LABEL}$`);
const ENDS_IN_NUMBER = /(?:^|\.)\d+$/;

/**
 * Whether a trust domain can stand in a name constraint, which takes DNS names only: no underscore, and no IPv4 address,
 * for which RFC 5280 4.2.1.10 makes verifiers fail.
 */
export const canConstrain = (trustDomain: string): boolean =>
  trustDomain.length <= 253 && DNS_NAME.test(trustDomain) && !ENDS_IN_NUMBER.test(trustDomain);
