using Vidimus.Client;

namespace Vidimus.Portal.Desk;

/// <summary>What the desk refuses, in words for who sits at it; the API's hints name versions and members of answers.</summary>
internal static class DeskRefusals
{
    public static string Said(this VidimusException refusal) =>
        refusal.Code switch
        {
            "ORDER_CHANGED" =>
                "The order was changed since you looked at it, and nothing of yours was saved. Look at it as it is now, and do it again.",
            "CLAIM_REQUIRED" =>
                "You do not work on this order any more, and nothing was saved. What you wrote stands below.",
            "STEP_NOT_POSSIBLE" => $"{refusal.Message} Nothing was changed.",
            _ => refusal.Sentences(),
        };
}
