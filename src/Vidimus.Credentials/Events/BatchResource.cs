using Vidimus.Platform.Facts;

namespace Vidimus.Credentials.Events;

/// <summary>Lists of credentials, of which events show the link alone.</summary>
internal sealed class BatchResource : IEventResource
{
    public string Type => "batch";

    public string? Path(string id) => $"/v1/batches/{id}";
}
