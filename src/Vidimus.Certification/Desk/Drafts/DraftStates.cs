namespace Vidimus.Certification.Desk.Drafts;

/// <summary>How far a machine's draft is.</summary>
internal static class DraftStates
{
    public const string Waiting = "waiting";
    public const string Working = "working";
    public const string Made = "made";
    public const string Failed = "failed";
}
