using Vidimus.Platform.Facts;

namespace Vidimus.Access.Approvals;

/// <summary>Approvals, which events name by their id only: what a call holds is for those who decide.</summary>
internal sealed class ApprovalResource : IEventResource
{
    public string Type => "approval";

    public string? Path(string id) => $"/v1/approvals/{id}";
}

/// <summary>Rules of approvals.</summary>
internal sealed class ApprovalRuleResource : IEventResource
{
    public string Type => "approvalRule";

    public string? Path(string id) => $"/v1/approval-rules/{id}";
}
