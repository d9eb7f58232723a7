/** The Secret with what an ingress gateway shows other meshes, and whom it believes. */
export const credentialPart = "credential";

/** The name of an ingress gateway's Secret. */
export const credentialName = ({ name }: { name: string }): string => `${name}.${credentialPart}`;
