-- A plain GET.
dofile("bench/serve/load/report.lua")
done = function(summary, latency) report(summary, latency) end
