-- Suspends a scope. A torn one is repeated without harm: the order stands in the audit log once, however often it is run.
-- KEYS 1 suspensions  2 suspension epoch  3 audit log
-- ARGV 1 scope  2 reason, operator and time as JSON  3 time, ms  4 order as JSON
-- Returns the suspension epoch

redis.call('ZADD', KEYS[3], ARGV[3], ARGV[4])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])

-- Above all that was given before, also by a primary that is gone and whose last changes this one never saw.
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local epoch = string.format('%.0f', math.max(tonumber(redis.call('GET', KEYS[2]) or '0') + 1, now))
redis.call('SET', KEYS[2], epoch)
return epoch
