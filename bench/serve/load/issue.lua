-- Create and issue, each request an item of its own under a key of its own.
dofile("bench/serve/load/report.lua")
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("KEY")
local run = os.getenv("RUN")
local body = [[{"service":"ARM","weight_g":450,"issue":true,"reference":"order %d",
"sender":{"name":"Chan Tai Man","street":["Flat A, 12/F, Harmony Mansion","123 Nathan Road"],"city":"Kowloon","place":"HK","phone":"+852 21234567",
"native":{"name":"陳大文","street":["九龍旺角彌敦道123號和諧大廈12樓"]}},
"recipient":{"name":"Jane Doe","street":["Apt 5, 1948 Example Avenue"],"city":"London","postcode":"N1 6AF","place":"GB","phone":"+44 20 7946 0123"},
"contents":{"category":"sale","currency":"HKD","lines":[
{"description":"cotton T-shirts","native":"棉質恤衫","quantity":2,"net_weight_g":150,"value_cents":12000,"hs_code":"610910","origin":"CN"},
{"description":"leather wallet","native":"皮革錢包","quantity":1,"net_weight_g":100,"value_cents":20000,"hs_code":"420231","origin":"HK"},
{"description":"printed book","native":"印刷書籍","quantity":1,"net_weight_g":180,"value_cents":9000,"hs_code":"490199","origin":"HK"}]}}]]
local n = 0
request = function()
  n = n + 1
  wrk.headers["Idempotency-Key"] = run .. "-" .. n
  return wrk.format("POST", nil, nil, string.format(body, n))
end
done = function(summary, latency) report(summary, latency) end
