-- The line that load.go reads, in every script.
function report(summary, latency)
  local seconds = summary.duration / 1e6
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT rps %.1f n %d p99_us %d bad %d\n", summary.requests / seconds, summary.requests, latency:percentile(99), bad))
end
