using Polly;

namespace Vidimus.Client;

/// <summary>What one call carries through its attempts.</summary>
internal sealed class Progress(Call call)
{
    public static readonly ResiliencePropertyKey<Progress> Key = new("vidimus.progress");

    public Call Call => call;
    public Secret? Authorization { get; private set; } = call.Authorization;
    public int Retries { get; set; }
    public Answer? Last { get; set; }
    public bool ProbeFirst { get; set; }

    /// <summary>How much of the call's time is left; set when it begins.</summary>
    public Func<TimeSpan> Left { get; set; } = () => TimeSpan.MaxValue;

    public void Show(Authorized grant) => Authorization = grant.Header;

    public static Progress Of(ResilienceContext context) => context.Properties.GetValue(Key, null!);
}

/// <summary>The circuit was about to close, and <c>/health</c> said no.</summary>
internal sealed class ProbeFailedException(Exception? inner = null)
    : Exception("The health probe failed.", inner);
