using Vidimus.Server;

return await Commands.Run(args);
