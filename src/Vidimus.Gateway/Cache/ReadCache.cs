using System.Security.Cryptography;
using System.Text;
using Vidimus.Tools;

namespace Vidimus.Gateway;

/// <summary>
/// Answers of reading tools, kept for as long as the settings say for each; nothing unless they say so. Bounded in number and
/// size, keyed by what the caller may do, and emptied whenever something is written through this gateway.
/// </summary>
internal sealed class ReadCache(IReadOnlyDictionary<string, TimeSpan> kept, TimeProvider clock)
{
    private const int Most = 1000;
    private const int LongestAnswer = 256 * 1024;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (ToolAnswer Answer, long At)> _answers = [];
    private long _writes;

    public bool Keeps(Tool tool) => tool.Effect is ToolEffect.Read && kept.ContainsKey(tool.Name);

    /// <summary>What was written so far: an answer is kept only when nothing was written since its call began.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    public ToolAnswer? Find(Tool tool, CallerEntry caller, string arguments)
    {
        lock (_gate)
            return
                _answers.TryGetValue(Key(tool, caller, arguments), out var found)
                && clock.GetElapsedTime(found.At) < kept[tool.Name]
                ? found.Answer
                : null;
    }

    public void Keep(Tool tool, CallerEntry caller, string arguments, ToolAnswer answer, long since)
    {
        if (
            answer.Outcome is not ToolOutcome.Done
            || answer.Input is not null
            || answer.Text.Length > LongestAnswer
        )
            return;
        lock (_gate)
        {
            if (_writes != since)
                return;
            if (_answers.Count >= Most)
                MakeRoom();
            _answers[Key(tool, caller, arguments)] = (answer, clock.GetTimestamp());
        }
    }

    public void Written()
    {
        lock (_gate)
        {
            _writes++;
            _answers.Clear();
        }
    }

    private void MakeRoom()
    {
        foreach (var (key, _) in _answers.OrderBy(a => a.Value.At).Take(Most / 4).ToArray())
            _answers.Remove(key);
    }

    /// <summary>Callers share an answer only when they may call the same tools; the arguments stand in it as a digest.</summary>
    private static string Key(Tool tool, CallerEntry caller, string arguments)
    {
        var rights = caller.Tools is { } tools
            ? string.Join(',', tools.Order(StringComparer.Ordinal))
            : "*";
        return Convert.ToHexString(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{tool.Name}\n{rights}\n{arguments}"))
        );
    }
}
