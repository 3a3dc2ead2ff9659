using System.Runtime.CompilerServices;
using Shouldly;

namespace Vidimus.Tests;

/// <summary>
/// Answers to the letter, in files beside the tests. Where a shape is ours to choose, the file is the choice; a change of
/// it must show in a change of the file. With <c>VIDIMUS_WRITE_GOLDEN=1</c> files are written instead of compared.
/// </summary>
internal static class Golden
{
    public static void Match(string name, string text, [CallerFilePath] string caller = "")
    {
        var file = Path.Combine(AppContext.BaseDirectory, "golden", name);
        if (Environment.GetEnvironmentVariable("VIDIMUS_WRITE_GOLDEN") == "1")
            File.WriteAllText(
                Path.Combine(Path.GetDirectoryName(caller)!, "..", "golden", name),
                text + "\n"
            );
        else
            (text + "\n").ShouldBe(File.ReadAllText(file));
    }
}
