-- Decides one notice: checks everything, then commits everything, on the store's clock.
-- The record is written last and commits; a script torn before that is repeated without harm, since its own cooldown does
-- not hold it back, and the indexes come first, so that no record is ever missing from them.
-- KEYS 1 record  2 suspensions  3 cooldown  4 enrolled  5 held out, of them  6 index  7 ISP's index  8 household's index
--      9 pods that give back what was forgotten, by the us until which  10 end of the sealed days, ms  11 late records
--      12 enrolled and 13 held out of another cohort, and so on in pairs
-- ARGV 1 notice id  2 household  3 isp:ID  4 cohort:NAME  5 cooldown us  6 hard cap  7 end of the pacing lease, us  8 1 for the holdout
--      9 index member  10 record  11 and 12 scopes of the pauses that would hold it back, or empty
--      13 name of the other cohort whose keys are 12 and 13, and so on
-- Returns {why refused, or 'none'; retry after, us; now, us}; for 'elsewhere' the third is the cohort that has the household, and
-- the fourth 1 when he is held out there

local whole = '%.0f'

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])

if redis.call('EXISTS', KEYS[1]) == 1 then
  return {'none', '0', string.format(whole, now)}
end

if redis.call('ZCOUNT', KEYS[9], string.format(whole, now), '+inf') > 0 then
  return {'reconciling', '0'}
end

local suspended = redis.call('HMGET', KEYS[2], 'all', ARGV[3], ARGV[4])
if suspended[1] or suspended[2] or suspended[3] then
  return {'suspended', '0'}
end

for _, pause in ipairs(redis.call('HMGET', KEYS[2], ARGV[11], ARGV[12])) do
  if pause and now < tonumber(string.match(pause, '"until_ms":(%d+)') or '0') * 1000 then
    return {'disputed', '0'}
  end
end

if now > tonumber(ARGV[7]) then
  return {'lapsed', '0'}
end

local cooldown = tonumber(ARGV[5])
local last = redis.call('GET', KEYS[3])
if last then
  local at, id = string.match(last, '^(%d+) (.*)$')
  local over = tonumber(at) + cooldown
  if id ~= ARGV[1] and now < over then
    return {'cooldown', string.format(whole, over - now)}
  end
end

-- Where a household is enrolled first, there it stays, and in that arm.
if redis.call('SISMEMBER', KEYS[4], ARGV[2]) == 1 then
  local arm = tostring(redis.call('SISMEMBER', KEYS[5], ARGV[2]))
  if arm ~= ARGV[8] then
    return {'elsewhere', '0', string.match(ARGV[4], '^cohort:(.*)$'), arm}
  end
else
  for i = 12, #KEYS, 2 do
    if redis.call('SISMEMBER', KEYS[i], ARGV[2]) == 1 then
      return {'elsewhere', '0', ARGV[13 + (i - 12) / 2], tostring(redis.call('SISMEMBER', KEYS[i + 1], ARGV[2]))}
    end
  end
  if redis.call('SCARD', KEYS[4]) >= tonumber(ARGV[6]) then
    return {'cap', '0'}
  end
end

if cooldown > 0 then
  redis.call('SET', KEYS[3], string.format(whole, now) .. ' ' .. ARGV[1], 'PX', string.format(whole, math.ceil(cooldown / 1000)))
end
if ARGV[8] == '1' then
  redis.call('SADD', KEYS[5], ARGV[2])
end
redis.call('SADD', KEYS[4], ARGV[2])
redis.call('ZADD', KEYS[6], '0', ARGV[9])
redis.call('ZADD', KEYS[7], '0', ARGV[9])
redis.call('APPEND', KEYS[8], ARGV[9] .. '\n')
if tonumber(string.match(ARGV[10], '"decided_ms":(%d+)') or '0') < tonumber(redis.call('GET', KEYS[10]) or '0') then
  redis.call('HINCRBY', KEYS[11], ARGV[1], '1')
end
redis.call('SET', KEYS[1], ARGV[10])
return {'none', '0', string.format(whole, now)}
