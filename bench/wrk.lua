-- Sends the requests of a file in turn, each with a number of its own where it says ##########; prints JSON at the end.
local requests, turn, number = {}, 0, 0

function init(args)
  local file = io.open(args[1], "rb")
  for one in file:read("*a"):gmatch("[^\1]+") do requests[#requests + 1] = one end
  file:close()
  number = tonumber(args[2])
end

function request()
  turn = turn % #requests + 1
  number = number + 1
  return (requests[turn]:gsub("##########", string.format("%010d", number)))
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '\n{"median": %d, "p99": %d, "requests": %d, "microseconds": %d, "refused": %d, "failed": %d}\n',
    latency:percentile(50), latency:percentile(99), summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
