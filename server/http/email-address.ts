import { domainToASCII } from 'node:url';

const ATEXT = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
/** RFC 5322 section 3.2.3: dot-atom. */
const LOCAL_PART = new RegExp(`^${ATEXT}(\\.${ATEXT})*$`);
/** RFC 5890 section 2.3.1: labels of letters, digits and hyphens, the last one no number. */
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/;
/** What in ASCII is of no domain, and means other things to parsers of URLs. */
const NO_DOMAIN = /[^A-Za-z0-9.\u0080-\u{10FFFF}-]/u;
/** RFC 5321 section 4.5.3.1: of the local part, and of what a path holds between angle brackets. */
const LONGEST = { localPart: 64, address: 254 };

/**
 * An e-mail address as it is stored and compared: in lower case, its domain as A-labels (RFC 5890), so that all spellings of it are one account.
 *
 * @param typed - by a person, or as another provider has it.
 * @returns undefined: it is no address, or has quotation marks or letters beyond ASCII before the @.
 */
export function normalAddress(typed: string): string | undefined {
  const at = typed.lastIndexOf('@');
  const [localPart, domain] = [typed.slice(0, Math.max(at, 0)), typed.slice(at + 1)];
  if (localPart.length > LONGEST.localPart || !LOCAL_PART.test(localPart) || NO_DOMAIN.test(domain)) return undefined;
  const labels = domainToASCII(domain).toLowerCase();
  const address = `${localPart.toLowerCase()}@${labels}`;
  return DOMAIN.test(labels) && address.length <= LONGEST.address ? address : undefined;
}

/**
 * A domain of e-mail addresses as it is stored and compared: as A-labels in lower case.
 *
 * @param typed - by a person.
 * @returns undefined: no address could have it.
 */
export function domainName(typed: string): string | undefined {
  return normalAddress(`x@${typed}`)?.slice('x@'.length);
}
