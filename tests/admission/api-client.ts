import { Agent, request } from "node:https";

/** What an API server answers. */
export interface ApiAnswer {
  status: number;
  body: unknown;
}

/** The names of an API server's resources, as its discovery tells them. */
export interface Resource {
  plural: string;
  namespaced: boolean;
}

interface ResourceList {
  resources?: { name: string; kind: string; namespaced: boolean }[];
}

const connections = 8;

/** Straight HTTPS to an API server, as its administrator. */
export class ApiClient {
  readonly #agent: Agent;
  readonly #resources = new Map<string, Promise<Map<string, Resource>>>();

  constructor(
    readonly host: string,
    readonly port: number,
    credentials: { ca: Buffer; cert: Buffer; key: Buffer },
  ) {
    this.#agent = new Agent({ ...credentials, keepAlive: true, maxSockets: connections });
  }

  /** One request; the body is sent as it is, JSON and YAML alike. */
  send(method: string, path: string, body?: string, type = "application/json"): Promise<ApiAnswer> {
    const { host, port } = this;
    const headers = body === undefined ? {} : { "content-type": type, "content-length": Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const call = request({ agent: this.#agent, host, port, method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString()) });
        });
      });
      call.on("error", reject);
      call.end(body);
    });
  }

  /** How the server names a kind in its paths; undefined where it does not serve it. */
  async resource(apiVersion: string, kind: string): Promise<Resource | undefined> {
    const known = this.#resources.get(apiVersion) ?? this.#discover(apiVersion);
    this.#resources.set(apiVersion, known);
    return (await known).get(kind);
  }

  async #discover(apiVersion: string): Promise<Map<string, Resource>> {
    const { status, body } = await this.send("GET", groupPath(apiVersion));
    const { resources = [] } = status === 200 ? (body as ResourceList) : {};
    // a subresource has a slash in its name
    const whole = resources.filter(({ name }) => !name.includes("/"));
    return new Map(whole.map(({ name, kind, namespaced }) => [kind, { plural: name, namespaced }]));
  }
}

/** Where the resources of a version are: the core's alone are not below `/apis`. */
export const groupPath = (apiVersion: string): string =>
  apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
