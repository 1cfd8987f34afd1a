-- An item by its number, another each time.
dofile("bench/serve/load/report.lua")
wrk.headers["Authorization"] = "Bearer " .. os.getenv("KEY")
local numbers = {}
for n in io.lines(os.getenv("NUMBERS")) do numbers[#numbers + 1] = n end
local i = 0
request = function()
  i = i % #numbers + 1
  return wrk.format("GET", "/api/v1/shipments?q=" .. numbers[i])
end
done = function(summary, latency) report(summary, latency) end
