using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Vidimus.Proofs;

/// <summary>Finding a native library by its names, and the one exception for a native call that must not fail.</summary>
internal static class NativeSymbols
{
    internal static bool TryLoad(ReadOnlySpan<string> names, out nint library)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out library))
            {
                return true;
            }
        }
        library = 0;
        return false;
    }

    internal static void Require(bool succeeded, string what)
    {
        if (!succeeded)
        {
            throw new CryptographicException($"The {what} could not be made.");
        }
    }
}
