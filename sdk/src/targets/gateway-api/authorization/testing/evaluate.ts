/** What Envoy knows of a request when a rule in CEL is asked. */
interface CelRequest {
  /** The first URI name of the caller's certificate. */
  callerName: string;
  method: string;
  path: string;
  /** By lower-case name; several values are joined by commas. */
  headers: Record<string, string>;
}

type Value = string | boolean | string[] | undefined;

/** The part of CEL that rules are written in, as Envoy evaluates it; undefined is an error, and no match. */
export function evaluate(expression: string, request: CelRequest): Value {
  const tokens = expression.match(/'(?:\\.|[^'\\])*'|&&|\|\||==|[!()[\],]|in\b|[A-Za-z_.]+/g) ?? [];
  if (tokens.join("") !== expression.replace(/'(?:\\.|[^'\\])*'|\s+/g, (part) => (part.startsWith("'") ? part : "")))
    throw new Error(`not all of this is read: ${expression}`);
  let at = 0;
  const peek = (): string | undefined => tokens[at];
  const take = (wanted?: string): string => {
    const token = tokens[at];
    if (token === undefined || (wanted !== undefined && token !== wanted))
      throw new Error(`"${wanted}" is expected at ${at} of ${expression}`);
    at += 1;
    return token;
  };

  const either = (): Value => {
    let value = both();
    while (peek() === "||") {
      take();
      const other = both();
      value = value === true || other === true ? true : value === undefined || other === undefined ? undefined : false;
    }
    return value;
  };
  const both = (): Value => {
    let value = relation();
    while (peek() === "&&") {
      take();
      const other = relation();
      value =
        value === false || other === false ? false : value === undefined || other === undefined ? undefined : true;
    }
    return value;
  };
  const relation = (): Value => {
    const value = unary();
    if (peek() === "==") {
      take();
      const other = unary();
      return value === undefined || other === undefined ? undefined : value === other;
    }
    if (peek() !== "in") return value;
    take();
    const list = peek() === "[" ? listed() : headerNames();
    return typeof value === "string" ? list.includes(value) : undefined;
  };
  const unary = (): Value => {
    if (peek() !== "!") return call(primary());
    take();
    const value = unary();
    return value === undefined ? undefined : value !== true;
  };
  const primary = (): Value => {
    const token = take();
    if (token === "(") {
      const value = either();
      take(")");
      return value;
    }
    if (token.startsWith("'")) return literal(token);
    return attribute(token);
  };
  /** A method stands at the end of a name, or behind `]`. */
  const call = (value: Value): Value => {
    const method = pending ?? (/^\.[a-zA-Z]+$/.test(peek() ?? "") ? take().slice(1) : undefined);
    pending = undefined;
    if (method === undefined) return value;
    take("(");
    const argument = literal(take());
    take(")");
    if (typeof value !== "string") return undefined;
    if (method === "startsWith") return value.startsWith(argument);
    if (method === "contains") return value.includes(argument);
    if (method === "matches") return new RegExp(argument).test(value);
    throw new Error(`no method is called ${method}`);
  };
  let pending: string | undefined;
  const attribute = (name: string): Value => {
    const [, base = name, method] = /^(.*)\.(startsWith|contains|matches)$/.exec(name) ?? [];
    pending = method;
    if (base === "connection.uri_san_peer_certificate") return request.callerName;
    if (base === "request.method") return request.method;
    if (base === "request.url_path") return request.path;
    if (base !== "request.headers") throw new Error(`no attribute is called ${base}`);
    take("[");
    const header = literal(take());
    take("]");
    return request.headers[header];
  };
  const listed = (): string[] => {
    take("[");
    const values = [literal(take())];
    while (peek() === ",") {
      take();
      values.push(literal(take()));
    }
    take("]");
    return values;
  };
  const headerNames = (): string[] => {
    if (take() !== "request.headers") throw new Error("only headers and lists are searched");
    return Object.keys(request.headers);
  };

  const value = either();
  if (at !== tokens.length) throw new Error(`"${peek()}" is left over in ${expression}`);
  return value;
}

const literal = (token: string): string => token.slice(1, -1).replace(/\\(.)/g, "$1");
