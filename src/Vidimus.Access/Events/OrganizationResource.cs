using Vidimus.Platform.Facts;

namespace Vidimus.Access.Events;

/// <summary>The organization itself, which whoever hears of it reads as its own.</summary>
internal sealed class OrganizationResource : IEventResource
{
    public string Type => "organization";

    public string? Path(string id) => "/v1/organization";
}
