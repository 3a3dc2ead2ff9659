namespace Vidimus.Certification.Certificates;

/// <summary>What certifying takes from the settings, and its clock.</summary>
/// <param name="Clock">The time.</param>
/// <param name="Guarantee">What is promised of a live certificate; null for nothing.</param>
internal sealed record CertifierSettings(TimeProvider Clock, string? Guarantee);
