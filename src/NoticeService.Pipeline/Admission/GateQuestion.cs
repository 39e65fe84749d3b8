using NoticeService.Domain.Households;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Pipeline.Admission;

/// <summary>A session that suffers now, as the gate sees it.</summary>
/// <param name="Identity">Who plays.</param>
/// <param name="Household">The subscriber.</param>
/// <param name="Health">How the session fares.</param>
/// <param name="NowMs">The pod's clock.</param>
/// <param name="Enrolment">Where the store said that the household is; null when it said nothing.</param>
public readonly record struct GateQuestion(SessionIdentity Identity, HouseholdId Household, SessionHealth Health, long NowMs, Enrolment? Enrolment = null);
