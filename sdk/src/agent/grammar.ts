const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ip = `${octet}\\.${octet}\\.${octet}\\.${octet}`;
const length = "(?:3[0-2]|[12]?\\d)";
const number = "(?:0x[0-9a-fA-F]{1,8}|\\d{1,10})";
const protocol = "(?:tcp|udp|icmp)";
const device = "[A-Za-z0-9_][A-Za-z0-9_.@:-]{0,14}";
/** `*` as a name would end in nft's wildcard, so names hold none. */
const quoted = `"${device}"`;
const field = `(?:${ip}(?:/${length}|-${ip})?|${number}(?:-${number})?|${protocol}|${quoted})`;
const fields = `${field}(?: \\. ${field})*`;
const label = "[A-Za-z_][A-Za-z0-9_-]{0,127}";
const verdict = `(?:accept|drop|return|continue|(?:goto|jump) ${label})`;
const whole = (form: string): RegExp => new RegExp(`^${form}$`);

/** `10.1.0.1`. */
export const address = whole(ip);
/** `10.1.0.0/16`. */
export const addressWithLength = whole(`${ip}/${length}`);
/** A network interface's name, as the kernel takes it. */
export const interfaceName = whole(device);

/**
 * `SET KEY` or `SET KEY : VALUE`. Lines are pasted into an nft script, so nothing but sets of addresses, numbers,
 * protocols, quoted interfaces and verdicts is let in: no brace, semicolon, comment, variable or name to resolve.
 * A bare word is an interface's name, and the whole key.
 */
export const elementLine = whole(`(${label}) (${fields}|[A-Za-z][A-Za-z0-9_-]{0,14})(?: : (${fields}|${verdict}))?`);

/** `@passage ID ZONE SIGNATURE ROUTE EXPOSE DIRECTION`. */
export const passageLine =
  /^@passage (?:0x)?([0-9a-fA-F]{1,8}) (\d{1,5}) ([A-Za-z0-9_-]{1,64}) ([!-~]{1,200}) ([!-~]{1,200}) ([!-~]{1,40})$/;
