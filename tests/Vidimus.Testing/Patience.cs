using System.Diagnostics;

namespace Vidimus.Testing;

/// <summary>
/// Waits for what a server does by itself, on the machine's time also where the test moves the server's clock meanwhile. It
/// comes to pass soon or not at all; the limit is for a machine that is busy with everything else at once.
/// </summary>
public static class Patience
{
    /// <summary>How long is waited before it is said that it does not come to pass.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Asks again and again, each time after <paramref name="between"/>, such as moving a clock, and a pause; answers whether
    /// it came to pass.
    /// </summary>
    public static async Task<bool> Until(
        Func<Task<bool>> holds,
        Action? between = null,
        int pause = 20
    )
    {
        var waited = Stopwatch.StartNew();
        for (var asked = 1; !await holds(); asked++)
        {
            if (waited.Elapsed > Limit)
                return false;
            between?.Invoke();
            // Seldom after a while: a key may ask three hundred times a minute.
            await Task.Delay(asked < 100 ? pause : Math.Max(pause, 500));
        }
        return true;
    }
}
