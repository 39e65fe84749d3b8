-- Freezes a day, and stores its seal, whose text was written before. The hash is written last and commits.
-- KEYS 1 seals: day -> hash  2 last epoch  3 end of the sealed days, ms
-- ARGV 1 epoch, or 0 for a seal that is given back from a pod's folder  2 end of the day, ms  3 day, or '' only to freeze
--      4 hash of the seal  5 how long an epoch fences, ms
-- Returns 'sealed', 'present' when the day has another seal, or 'fenced' when a later epoch has sealed

local epoch = tonumber(ARGV[1])
if epoch > 0 then
  if tonumber(redis.call('GET', KEYS[2]) or '0') > epoch then
    return 'fenced'
  end
  redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[5])
end
if tonumber(redis.call('GET', KEYS[3]) or '0') < tonumber(ARGV[2]) then
  redis.call('SET', KEYS[3], ARGV[2])
end
if ARGV[3] == '' then
  return 'sealed'
end
local present = redis.call('HGET', KEYS[1], ARGV[3])
if present and present ~= ARGV[4] then
  return 'present'
end
redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
return 'sealed'
