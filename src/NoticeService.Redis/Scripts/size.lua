-- Sizes a cohort with a target size: keeps the highest share that was ever in force.
-- KEYS 1 share  2 since when the population is counted
-- ARGV 1 share that follows from the population now, or 0  2 share that the pod has in force, or 0
--      3 how long the population must have been counted before the first counts, us
-- Returns {share in force, or 0; since when, us}

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])

local since = redis.call('GET', KEYS[2])
if not since then
  since = string.format('%.0f', now)
  redis.call('SET', KEYS[2], since)
end

local stored = redis.call('GET', KEYS[1]) or '0'
local share = stored
if tonumber(ARGV[2]) > tonumber(share) then
  share = ARGV[2]
end
if tonumber(ARGV[1]) > tonumber(share) and now - tonumber(since) >= tonumber(ARGV[3]) then
  share = ARGV[1]
end
if share ~= stored then
  redis.call('SET', KEYS[1], share)
end
return {share, since}
