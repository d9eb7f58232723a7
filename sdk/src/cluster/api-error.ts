/** What the API server refused, from its Status. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
    readonly details: {
      kind?: string;
      name?: string;
      causes?: { reason?: string; message?: string; field?: string }[];
    } = {},
    /** Seconds after which the server wants to be asked again. */
    readonly retryAfterS?: number,
  ) {
    super(message);
  }
}

/** Nobody answered, or not a Kubernetes API server. */
export class ClusterUnreachable extends Error {
  override readonly name = "ClusterUnreachable";

  constructor(
    readonly server: string,
    readonly why: string,
  ) {
    super(`no cluster answered at ${server} (${why})`);
  }
}
