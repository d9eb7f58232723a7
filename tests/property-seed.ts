import fc from "fast-check";

/** Property tests draw the same cases in every run; `FC_SEED` draws others, and repeats those that failed. */
fc.configureGlobal({ seed: Number(process.env["FC_SEED"] ?? 3792) });
