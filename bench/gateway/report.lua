-- What wrk says at the end of a run of `cargo xtask bench gateway`, one `name=number` a line. It makes no
-- request and looks at no answer: that would cost the time that is to be measured.
function done(summary, latency, requests)
  local errors = summary.errors
  for name, number in pairs({
    requests = summary.requests,
    microseconds = summary.duration,
    bytes = summary.bytes,
    p50 = latency:percentile(50),
    p99 = latency:percentile(99),
    failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout,
  }) do
    io.write(string.format('%s=%.0f\n', name, number))
  end
end
