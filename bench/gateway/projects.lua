-- Readers of the lists of 300 projects, for `cargo xtask bench gateway`: each asks for one after the other, and
-- reads for a moment before the next.
dofile('bench/gateway/report.lua')

local PROJECTS = 300
local at = 0

function init(arguments)
  math.randomseed(os.time())
  at = math.random(PROJECTS)
end

function request()
  at = at % PROJECTS + 1
  return wrk.format('GET', string.format('/v1/p%d/dev-servers/jobs', at))
end

function delay()
  return 20
end
