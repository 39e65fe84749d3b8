-- Keeps admissions back while a pod gives back what the store has forgotten.
-- KEYS 1 pods that give back, by the us until which
-- ARGV 1 journal  2 how long, us; 0 ends it

if ARGV[2] == '0' then
  redis.call('ZREM', KEYS[1], ARGV[1])
  return 1
end
local clock = redis.call('TIME')
redis.call('ZADD', KEYS[1], string.format('%.0f', tonumber(clock[1]) * 1000000 + tonumber(clock[2]) + tonumber(ARGV[2])), ARGV[1])
return 1
