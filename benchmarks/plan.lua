-- wrk sends the requests of a plan in turn (see client.py: write_lua) and prints one line of JSON.
-- A request with bodies takes them in turn, round by round; @VERSION@ in a body becomes the version
-- that the row has in that round, @N@ a number that is never used twice.
local plan = dofile(os.getenv("BENCH_PLAN"))
local sent, looked_at, threads = 0, false, {}
wrong = 0

function setup(thread) threads[#threads + 1] = thread end

function init()
  for _, target in ipairs(plan) do
    if not target.bodies then
      target.ready = wrk.format(target.method, target.path, target.headers)
    end
  end
end

function request()
  local target = plan[sent % #plan + 1]
  if target.ready then
    sent = sent + 1
    return target.ready
  end
  if not looked_at then -- wrk asks once just to look, and throws the request away
    looked_at = true
    return wrk.format("GET", "/")
  end
  local round = math.floor(sent / #plan)
  sent = sent + 1
  local body = target.bodies[round % #target.bodies + 1]
  body = body:gsub("@VERSION@", tostring(target.version + round)):gsub("@N@", plan.run .. sent)
  return wrk.format(target.method, target.path, target.headers, body)
end

if plan.status ~= 200 then
  function response(status)
    if status ~= plan.status then wrong = wrong + 1 end
  end
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  for _, thread in ipairs(threads) do failed = failed + thread:get("wrong") end
  io.write(string.format(
    '\nRESULT {"requests": %d, "seconds": %f, "failed": %d, "p50": %f, "p95": %f}\n',
    summary.requests, summary.duration / 1e6, failed,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000))
end
