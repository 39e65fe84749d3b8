-- Takes an operator's word about the go-live gate. A torn one is repeated without harm: the order stands in the audit log once, however
-- often it is run.
-- KEYS 1 last word  2 suspension epoch  3 audit log
-- ARGV 1 word as JSON  2 time, ms  3 order as JSON
-- Returns the suspension epoch

redis.call('ZADD', KEYS[3], ARGV[2], ARGV[3])
redis.call('SET', KEYS[1], ARGV[1])

-- Above all that was given before, also by a primary that is gone and whose last changes this one never saw.
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local epoch = string.format('%.0f', math.max(tonumber(redis.call('GET', KEYS[2]) or '0') + 1, now))
redis.call('SET', KEYS[2], epoch)
return epoch
