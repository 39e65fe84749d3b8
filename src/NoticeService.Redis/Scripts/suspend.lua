-- Suspends a scope. A torn one is in force and is repeated without harm.
-- KEYS 1 suspensions  2 suspension epoch
-- ARGV 1 scope  2 reason, operator and time as JSON
-- Returns the suspension epoch

redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return redis.call('INCR', KEYS[2])
