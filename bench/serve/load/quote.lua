-- The whole comparison, with the destinations and weights of many parcels.
dofile("bench/serve/load/report.lua")
local places = {"US", "GB", "JP", "DE", "AU", "CN-PC", "SG", "CA", "FR", "TW"}
local bodies = {}
local n = 0
wrk.headers["Content-Type"] = "application/json"
-- Requests are made once; only here does wrk know their host.
init = function()
  for i = 1, 200 do
    bodies[i] = wrk.format("POST", nil, nil, string.format('{"place":"%s","weight_g":%d}', places[i % #places + 1], 20 + i * 9))
  end
end
request = function() n = n + 1; return bodies[n % #bodies + 1] end
done = function(summary, latency) report(summary, latency) end
