using System.Text.Json;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Approvals;

/// <summary>What an assistant is told while a call waits.</summary>
internal static class ApprovalWords
{
    public static Problem Required(ApprovalRow row, string url)
    {
        var approved = row.State == ApprovalStates.Approved;
        return ApprovalProblems.Required.With(
            approved
                ? "This call was approved and was not carried out yet."
                : $"A person has to approve this call first; nothing was done. A member decides at {url}.",
            hint: approved
                ? $"Repeat exactly this call with the header Vidimus-Approval: {row.Id}"
                : $"Once it is approved, repeat exactly this call with the header Vidimus-Approval: {row.Id}"
        ) with
        {
            Particulars = new(StringComparer.Ordinal)
            {
                ["approvalId"] = Json(row.Id),
                ["url"] = Json(url),
                ["expiresAt"] = Json(Times.Format(row.ExpiresAt)),
                ["status"] = Json(approved ? "approved" : "required"),
                ["tool"] = Json(row.Tool),
            },
        };
    }

    private static JsonElement Json(string text) => JsonSerializer.SerializeToElement(text);
}
