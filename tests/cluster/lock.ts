import { createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Progress } from "./test-cluster.js";

const address = "\0isthmus-cluster-harness";
const retryMs = 500;

/**
 * Runs `work` while no other process of this machine does the same. The lock is an abstract Unix socket: the kernel
 * frees it with its process, so a killed run leaves no stale lock.
 */
export async function exclusively<T>(progress: Progress, work: () => Promise<T>): Promise<T> {
  // Abstract sockets are Linux's own. Elsewhere only kind runs, which guards its clusters by itself.
  if (process.platform !== "linux") return work();
  const lock = (await tryListen()) ?? (await waitForLock(progress));
  try {
    return await work();
  } finally {
    await new Promise((resolve) => lock.close(resolve));
  }
}

async function waitForLock(progress: Progress): Promise<Server> {
  const begin = performance.now();
  const step = "wait for another run of the cluster harness";
  progress({ step, state: "start" });
  for (;;) {
    const lock = await tryListen();
    if (lock !== undefined) {
      progress({ step, state: "done", seconds: (performance.now() - begin) / 1000 });
      return lock;
    }
    await sleep(retryMs);
  }
}

function tryListen(): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen({ path: address }, () => resolve(server));
  });
}
