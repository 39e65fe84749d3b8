-- Decides one notice: checks everything, then commits everything, on the store's clock.
-- The record is written last and commits; a script torn before that is repeated without harm, since its own cooldown does
-- not hold it back, and the indexes come first, so that no record is ever missing from them.
-- KEYS 1 record  2 suspensions  3 cooldown  4 enrolled  5 ISP pacing  6 global pacing  7 index  8 ISP's index  9 household's index
--      10 pods that give back what was forgotten, by the us until which  11 end of the sealed days, ms  12 late records
-- ARGV 1 notice id  2 household  3 isp:ID  4 cohort:NAME  5 cooldown us  6 hard cap  7 ISP interval us  8 ISP tolerance us
--      9 global interval us  10 global tolerance us  11 index member  12 record
-- Returns {why refused, or 'none'; retry after, us; now, us}

local whole = '%.0f'

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])

if redis.call('EXISTS', KEYS[1]) == 1 then
  return {'none', '0', string.format(whole, now)}
end

if redis.call('ZCOUNT', KEYS[10], string.format(whole, now), '+inf') > 0 then
  return {'reconciling', '0'}
end

local suspended = redis.call('HMGET', KEYS[2], 'all', ARGV[3], ARGV[4])
if suspended[1] or suspended[2] or suspended[3] then
  return {'suspended', '0'}
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

if redis.call('SISMEMBER', KEYS[4], ARGV[2]) == 0 and redis.call('SCARD', KEYS[4]) >= tonumber(ARGV[6]) then
  return {'cap', '0'}
end

-- GCRA: the theoretical arrival time that this notice would leave, and how long until there is room (0 or less: now).
local function pace(key, interval, tolerance)
  local arrival = tonumber(redis.call('GET', key) or '0')
  local new = math.max(now, arrival) + interval
  return new, new - tolerance - now
end

local ispNew, ispWait = pace(KEYS[5], tonumber(ARGV[7]), tonumber(ARGV[8]))
if ispWait > 0 then
  return {'isp', string.format(whole, ispWait)}
end

local allNew, allWait = pace(KEYS[6], tonumber(ARGV[9]), tonumber(ARGV[10]))
if allWait > 0 then
  return {'global', string.format(whole, allWait)}
end

local function milliseconds(us)
  return string.format(whole, math.ceil(us / 1000))
end

if cooldown > 0 then
  redis.call('SET', KEYS[3], string.format(whole, now) .. ' ' .. ARGV[1], 'PX', milliseconds(cooldown))
end
redis.call('SADD', KEYS[4], ARGV[2])
redis.call('SET', KEYS[5], string.format(whole, ispNew), 'PX', milliseconds(ispNew - now))
redis.call('SET', KEYS[6], string.format(whole, allNew), 'PX', milliseconds(allNew - now))
redis.call('ZADD', KEYS[7], '0', ARGV[11])
redis.call('ZADD', KEYS[8], '0', ARGV[11])
redis.call('APPEND', KEYS[9], ARGV[11] .. '\n')
if tonumber(string.match(ARGV[12], '"decided_ms":(%d+)') or '0') < tonumber(redis.call('GET', KEYS[11]) or '0') then
  redis.call('HINCRBY', KEYS[12], ARGV[1], '1')
end
redis.call('SET', KEYS[1], ARGV[12])
return {'none', '0', string.format(whole, now)}
