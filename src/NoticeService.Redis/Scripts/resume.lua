-- Lifts a suspension.
-- KEYS 1 suspensions  2 suspension epoch
-- ARGV 1 scope
-- Returns the suspension epoch, which rises only when there was one

if redis.call('HDEL', KEYS[1], ARGV[1]) == 1 then
  return redis.call('INCR', KEYS[2])
end
return tonumber(redis.call('GET', KEYS[2]) or '0')
