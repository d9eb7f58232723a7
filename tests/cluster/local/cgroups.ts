/** Takes away the control groups that the node's containers left. */
export async function removeCgroups(_name: string): Promise<void> {}
