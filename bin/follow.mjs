// Preloaded into the web and the worker: they end when their supervisor is gone, even by kill -9, instead of
// living on as orphans that hold the port.
if (process.send && process.env.ROLLCALL_SUPERVISOR === String(process.ppid)) {
  process.once("disconnect", () => {
    setTimeout(() => process.exit(1), 5000).unref();
    process.kill(process.pid, "SIGTERM");
  });
  process.channel?.unref();
}
