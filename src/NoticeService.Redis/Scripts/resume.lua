-- Lifts a suspension. The epoch rises even when there was none: so an operator confirms what is in force.
-- KEYS 1 suspensions  2 suspension epoch  3 audit log
-- ARGV 1 scope  2 time, ms  3 order as JSON
-- Returns the suspension epoch

redis.call('ZADD', KEYS[3], ARGV[2], ARGV[3])
redis.call('HDEL', KEYS[1], ARGV[1])

-- Above all that was given before, also by a primary that is gone and whose last changes this one never saw.
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local epoch = string.format('%.0f', math.max(tonumber(redis.call('GET', KEYS[2]) or '0') + 1, now))
redis.call('SET', KEYS[2], epoch)
return epoch
